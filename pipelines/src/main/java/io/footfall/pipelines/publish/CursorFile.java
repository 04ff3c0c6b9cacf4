package io.footfall.pipelines.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Keeps how far a table has been sent, between two runs: a small JSON file that is replaced as a
 * whole.
 *
 * @param file where it is
 * @param source what is read; a file that was kept for something else is refused
 * @param column the column whose last value is kept
 */
public record CursorFile(Path file, String source, String column) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The last value that was sent; empty if there is no file yet.
   *
   * @throws FootfallException if the file is none of these, or was kept for something else
   */
  public Optional<String> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode kept = JSON.readTree(Files.readString(file));
      if (!kept.path("value").isTextual()) {
        throw usage("is not a cursor file: it has no text member \"value\"");
      }
      if (!kept.path("source").asText().equals(source)
          || !kept.path("column").asText().equals(column)) {
        throw usage(
            "was kept for the column "
                + kept.path("column").asText()
                + " of "
                + kept.path("source").asText()
                + ", and not for "
                + column
                + " of "
                + source);
      }
      return Optional.of(kept.path("value").asText());
    } catch (JsonProcessingException e) {
      throw usage("is not a cursor file: it is no JSON");
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO,
          "The cursor file " + file + " cannot be read: " + FootfallException.reason(e) + ".",
          e);
    }
  }

  private FootfallException usage(String found) {
    return new FootfallException(
        Kind.USAGE, file + " " + found + ". Name another file with --cursorFile.");
  }

  /**
   * Keeps a value. It is on the disk when this returns.
   *
   * @throws FootfallException if that is not possible: what was sent will be sent again
   */
  public void write(String value) {
    ObjectNode kept = JSON.createObjectNode();
    kept.put("source", source).put("column", column).put("value", value);
    Path absolute = file.toAbsolutePath();
    Path temporary = absolute.resolveSibling("." + absolute.getFileName() + ".new");
    try {
      if (absolute.getParent() != null) {
        Files.createDirectories(absolute.getParent());
      }
      try (FileChannel out =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap((kept + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(
          temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO,
          "The cursor file "
              + file
              + " cannot be written: "
              + FootfallException.reason(e)
              + ". The next run will send the same rows again.",
          e);
    }
  }
}
