package io.footfall.pipelines.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores the progress of a table between runs, in a small JSON file that is replaced atomically.
 *
 * @param file path of the file
 * @param source the source of the rows; a file of another source is refused
 * @param column the column whose last value is stored
 */
public record CursorFile(Path file, String source, String column) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The position that earlier runs have reached.
   *
   * @param value the greatest value that was sent; null at the first run
   * @param sent the ids of the sent rows with this value, as in {@link QueryFeed#idsAt}; null in a
   *     file of an earlier version, which had sent all of them
   * @param unfinished start time of a run that was sending and stored no position, or null
   */
  public record Position(
      @Nullable String value, @Nullable List<String> sent, @Nullable String unfinished) {
    /** The position of the first run. */
    public static final Position START = new Position(null, null, null);
  }

  /**
   * Locks the file against other runs until the lock is closed or the process ends. The lock is a
   * separate file in the same directory, which is not deleted.
   *
   * @throws FootfallException if another run holds the lock, or the lock file cannot be written
   */
  public Closeable lock() {
    Path absolute = file.toAbsolutePath();
    Path path = absolute.resolveSibling("." + absolute.getFileName() + ".lock");
    FileChannel channel = null;
    try {
      if (absolute.getParent() != null) {
        Files.createDirectories(absolute.getParent());
      }
      channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      @Nullable FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Another run in this process.
    } catch (IOException e) {
      throw failed(e, "");
    }
    closeQuietly(channel);
    throw new FootfallException(
        Kind.IO,
        "Another run uses the cursor file "
            + file
            + ": it is locked. Wait until that run has ended, or set another --cursorFile.");
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      return;
    }
  }

  private FootfallException failed(IOException e, String advice) {
    return FootfallException.io("Cannot access the cursor file " + file, e, advice);
  }

  /**
   * Returns the position of the last run.
   *
   * @throws FootfallException if the file is not a cursor file, or belongs to another source or
   *     column
   */
  public Position read() {
    if (!Files.exists(file)) {
      return Position.START;
    }
    try {
      JsonNode kept = JSON.readTree(Files.readString(file));
      if (!kept.path("source").isTextual()
          || (kept.has("value") && !kept.get("value").isTextual())) {
        throw usage("is not a cursor file: its members \"source\" and \"value\" are not strings");
      }
      if (!kept.path("source").asText().equals(source)
          || !kept.path("column").asText().equals(column)) {
        throw usage(
            "belongs to column %s of %s, not to %s of %s"
                .formatted(
                    kept.path("column").asText(), kept.path("source").asText(), column, source));
      }
      List<String> sent = null;
      if (kept.path("sent").isArray()) {
        sent = new ArrayList<>();
        for (JsonNode id : kept.path("sent")) {
          sent.add(id.asText());
        }
      }
      return new Position(kept.path("value").textValue(), sent, kept.path("sending").textValue());
    } catch (JsonProcessingException e) {
      throw usage("is not a cursor file: it is not JSON");
    } catch (IOException e) {
      throw failed(e, "");
    }
  }

  private FootfallException usage(String found) {
    return FootfallException.usage(file + " " + found + ". Set another --cursorFile.");
  }

  /**
   * Records durably that a run starts to send. If that run stores no position, the next one knows
   * that rows after {@code from} may have been sent.
   */
  public void begin(Position from) {
    write(
        new Position(
            from.value(), from.sent(), Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()),
        "");
  }

  /**
   * Stores a position durably.
   *
   * @throws FootfallException if the file cannot be written; the next run then sends the same rows
   *     again
   */
  public void write(Position position) {
    write(position, "The next run will send the same rows again.");
  }

  private void write(Position position, String advice) {
    ObjectNode kept = JSON.createObjectNode();
    kept.put("source", source).put("column", column);
    if (position.value() != null) {
      kept.put("value", position.value());
    }
    if (position.sent() != null) {
      ArrayNode sent = kept.putArray("sent");
      position.sent().forEach(sent::add);
    }
    if (position.unfinished() != null) {
      kept.put("sending", position.unfinished());
    }
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
      throw failed(e, advice);
    }
  }
}
