package io.footfall.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.footfall.records.Fields;
import io.footfall.rejects.RejectCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the tokenizer makes of a text.
 *
 * @param text the record as it stands there, with its line break
 * @param fault why it is no good, or null
 * @param fields its fields; none if there is a fault
 */
record Tokenized(String text, @Nullable RejectCode fault, List<String> fields) {

  /**
   * Reads a whole text.
   *
   * @param columns how many fields a record must have; 0 for any number
   * @param blockBytes how many more bytes the tokenizer is given whenever it asks for more; what is
   *     behind them is noise
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
                tokenizer.fault() == null ? texts(fields) : List.of()));
      }
      start = next;
      limit = Math.max(limit, start);
    }
    return records;
  }

  private static List<String> texts(Fields fields) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < fields.count; i++) {
      texts.add(new String(fields.bytes, fields.from[i], fields.to[i] - fields.from[i], UTF_8));
    }
    return texts;
  }
}
