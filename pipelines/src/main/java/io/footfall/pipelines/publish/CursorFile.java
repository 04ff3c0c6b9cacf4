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
 * Stores the progress of a table between runs, in a small JSON file that is replaced as a whole.
 *
 * @param file path of the file
 * @param source what is read; a file of another source is refused
 * @param column the column whose last value is stored
 */
public record CursorFile(Path file, String source, String column) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Returns the last value that was sent, or empty if the file does not exist.
   *
   * @throws FootfallException if the file is not a cursor file, or belongs to another source or
   *     column
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
            "belongs to column "
                + kept.path("column").asText()
                + " of "
                + kept.path("source").asText()
                + ", not to "
                + column
                + " of "
                + source);
      }
      return Optional.of(kept.path("value").asText());
    } catch (JsonProcessingException e) {
      throw usage("is not a cursor file: it is not JSON");
    } catch (IOException e) {
      throw new FootfallException(
          Kind.IO,
          "Cannot access the cursor file " + file + ": " + FootfallException.reason(e) + ".",
          e);
    }
  }

  private FootfallException usage(String found) {
    return new FootfallException(Kind.USAGE, file + " " + found + ". Set another --cursorFile.");
  }

  /**
   * Stores a value durably.
   *
   * @throws FootfallException if the file cannot be written; the next run then sends the same rows
   *     again
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
          "Cannot access the cursor file "
              + file
              + ": "
              + FootfallException.reason(e)
              + ". The next run will send the same rows again.",
          e);
    }
  }
}
