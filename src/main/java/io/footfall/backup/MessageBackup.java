package io.footfall.backup;

import io.footfall.bytes.Sha256;
import io.footfall.files.FirehoseFile;
import io.footfall.files.OutputFiles;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.source.MessageReader;
import io.footfall.stream.Message;
import io.footfall.tokens.Fields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Backs up messages as lines of files that contain the same records.
 *
 * <p>A message is written unchanged, with a line break if it has none. There are two exceptions. A
 * CSV message with an unclosed quote could swallow the following lines, so it gets a file of its
 * own. In a JSON object on several lines, the line breaks become spaces, which does not change any
 * value.
 *
 * <p>One instance is used for many messages. Not thread-safe.
 */
public final class MessageBackup {
  private final BackupFolder folder;
  private final MessageReader reader;
  private final Fields fields;

  /**
   * Creates a backup in a directory.
   *
   * @param settings the format of the messages
   */
  public MessageBackup(BackupFolder folder, RecordSchema schema, ReadSettings settings) {
    this.folder = folder;
    reader = new MessageReader(schema, settings);
    fields = new Fields(Math.max(16, reader.layout().fields() + 1));
  }

  /**
   * Writes messages. The same messages go to the same files, so writing them again duplicates
   * nothing.
   *
   * @param messages in their order; at least one
   * @return the files
   */
  public List<String> write(List<Message> messages) throws IOException {
    List<String> files = new ArrayList<>();
    List<Message> together = new ArrayList<>();
    for (Message message : messages) {
      if (isToBeAlone(message.payload())) {
        files.add(writeFile(List.of(message)));
      } else {
        together.add(message);
      }
    }
    if (!together.isEmpty()) {
      files.add(writeFile(together));
    }
    return files;
  }

  private boolean isToBeAlone(byte[] payload) {
    if (reader.layout().json() || !has(payload, payload.length, '"')) {
      return false;
    }
    reader.open(payload);
    while (reader.next(fields)) {
      if (reader.fault() != null) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(byte[] text, int length, char wanted) {
    for (int i = 0; i < length; i++) {
      if (text[i] == wanted) {
        return true;
      }
    }
    return false;
  }

  private String writeFile(List<Message> messages) throws IOException {
    long arrived = messages.stream().mapToLong(Message::arrivalMillis).min().orElseThrow();
    String file = folder.file(Instant.ofEpochMilli(arrived), id(messages));
    OutputFiles.replace(
        file,
        folder.temporary(),
        plain -> {
          try (OutputStream out = FirehoseFile.gzip(plain)) {
            for (Message message : messages) {
              byte[] line = line(message.payload());
              out.write(line);
              if (line.length == 0 || line[line.length - 1] != '\n') {
                out.write('\n');
              }
            }
          }
        });
    return file;
  }

  /** Returns the payload, with a JSON object on one line and an array as one line per element. */
  private byte[] line(byte[] payload) {
    int end = payload.length;
    while (end > 0 && (payload[end - 1] == '\n' || payload[end - 1] == '\r')) {
      end--;
    }
    if (reader.layout().json() && isArray(payload)) {
      return elements(payload);
    }
    if (!reader.layout().json() || !has(payload, end, '\n')) {
      return payload;
    }
    reader.open(payload);
    boolean isOne = reader.next(fields) && reader.fault() == null;
    byte[] record = isOne ? reader.rawRecord() : new byte[0];
    if (!has(record, record.length, '\n')) {
      return payload;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream(payload.length);
    writeFlat(payload, line);
    return line.toByteArray();
  }

  private static boolean isArray(byte[] payload) {
    int first = 0;
    while (first < payload.length && payload[first] <= ' ' && payload[first] >= 0) {
      first++;
    }
    return first < payload.length && payload[first] == '[';
  }

  private byte[] elements(byte[] payload) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(payload.length);
    reader.open(payload);
    while (reader.next(fields)) {
      writeFlat(reader.rawRecord(), lines);
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  private static void writeFlat(byte[] text, ByteArrayOutputStream to) {
    for (byte b : text) {
      to.write(b == '\n' || b == '\r' ? ' ' : b);
    }
  }

  /**
   * Returns an ID of the messages. It includes their positions, because different batches can have
   * the same text.
   */
  private static UUID id(List<Message> messages) {
    MessageDigest digest = Sha256.digest();
    for (Message message : messages) {
      for (byte[] part :
          List.of(
              message.shard().getBytes(StandardCharsets.UTF_8),
              message.position().getBytes(StandardCharsets.UTF_8),
              message.payload())) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
        digest.update(part);
      }
    }
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    return new UUID(hash.getLong(), hash.getLong());
  }
}
