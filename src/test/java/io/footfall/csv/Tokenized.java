package io.footfall.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tokenized record.
 *
 * @param text the record with its line break
 * @param fault why it is malformed, or null
 * @param faultField the malformed field, or the number of fields if that is the fault; otherwise 0
 * @param fields its fields; empty if malformed
 * @param lines number of lines that the tokenizer reports
 * @param ascii whether the tokenizer reports ASCII only
 */
record Tokenized(
    String text,
    @Nullable RejectCode fault,
    int faultField,
    List<String> fields,
    int lines,
    boolean ascii) {

  /**
   * Tokenizes a text.
   *
   * @param columns required number of fields, or 0 for any
   * @param blockBytes bytes added whenever the tokenizer needs more; the bytes after them are noise
   */
  static List<Tokenized> all(
      String text, char delimiter, int columns, int maxRecordBytes, int blockBytes) {
    byte[] bytes = text.getBytes(UTF_8);
    byte[] block = new byte[bytes.length + Fields.SLACK];
    CsvTokenizer tokenizer = new CsvTokenizer((byte) delimiter, columns, maxRecordBytes);
    Fields fields = new Fields(1);
    List<Tokenized> records = new ArrayList<>();
    int start = 0;
    int limit = 0;
    while (start < bytes.length) {
      limit = Math.max(start + 1, limit);
      Arrays.fill(block, (byte) '"');
      System.arraycopy(bytes, 0, block, 0, limit);
      int next = tokenizer.next(block, start, limit, limit == bytes.length, fields);
      if (next == CsvTokenizer.INCOMPLETE) {
        limit = Math.min(bytes.length, limit + blockBytes);
        continue;
      }
      if (next == CsvTokenizer.ENDLESS) {
        next = text.getBytes(UTF_8).length;
        for (int p = limit; p < bytes.length; p++) {
          if (bytes[p] == '\n') {
            next = p + 1;
            break;
          }
        }
      }
      if (!tokenizer.isBlank()) {
        records.add(
            new Tokenized(
                new String(bytes, start, next - start, UTF_8),
                tokenizer.fault(),
                tokenizer.fault() == null ? 0 : tokenizer.faultField(),
                tokenizer.fault() == null ? texts(fields) : List.of(),
                tokenizer.lines(),
                tokenizer.fault() == null && tokenizer.isAscii()));
      } else if (tokenizer.lines() != 1) {
        throw new AssertionError("a blank line counts as " + tokenizer.lines());
      }
      start = next;
      limit = Math.max(limit, start);
    }
    return records;
  }

  /** Returns a copy without the ASCII flag, which depends on surrounding bytes. */
  Tokenized alone() {
    return new Tokenized(text, fault, faultField, fields, lines, false);
  }

  private static List<String> texts(Fields fields) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < fields.count; i++) {
      if (fields.bytes.length - fields.to[i] < Fields.SLACK) {
        throw new AssertionError("no slack behind field " + i);
      }
      texts.add(fields.text(i));
    }
    return texts;
  }
}
