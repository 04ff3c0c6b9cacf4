package io.footfall.table;

import io.footfall.bytes.ByteOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes and reads the fields of a row of a report, in the format of RFC 4180: quoted only if
 * necessary.
 */
public final class CsvRow {
  private CsvRow() {}

  /**
   * Quotes the field that was written from {@code from} on, if it contains a comma, a quote or a
   * line break, and doubles the quotes in it.
   */
  public static void quoteFrom(int from, ByteOutput out) {
    byte[] b = out.array();
    int to = out.size();
    boolean special = false;
    int quotes = 0;
    for (int i = from; i < to; i++) {
      byte c = b[i];
      if (c == '"') {
        quotes++;
        special = true;
      } else {
        special |= c == ',' || c == '\n' || c == '\r';
      }
    }
    if (!special) {
      return;
    }
    out.ensure(quotes + 2);
    b = out.array();
    int w = to + quotes + 1;
    b[w--] = '"';
    for (int i = to - 1; i >= from; i--) {
      b[w--] = b[i];
      if (b[i] == '"') {
        b[w--] = '"';
      }
    }
    b[w] = '"';
    out.advance(quotes + 2);
  }

  /**
   * Copies rows, and appends something to each.
   *
   * @param rows rows with their line breaks; one within quotes does not end a row
   * @param from start of the first row
   * @param ending text before each row's line break
   */
  public static void extendRows(byte[] rows, int from, byte[] ending, ByteOutput out) {
    boolean quoted = false;
    int start = from;
    for (int i = from; i < rows.length; i++) {
      if (rows[i] == '"') {
        quoted = !quoted;
      } else if (rows[i] == '\n' && !quoted) {
        out.write(rows, start, i);
        out.write(ending);
        out.writeByte('\n');
        start = i + 1;
      }
    }
  }

  /** Returns the first {@code count} fields of a row, without quotes. */
  public static List<String> texts(byte[] row, int count) {
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(new String(field(row, 0, row.length, i), StandardCharsets.UTF_8));
    }
    return texts;
  }

  /** Returns the field with this index, without quotes. */
  public static byte[] field(byte[] b, int from, int to, int index) {
    int p = from;
    for (int n = 0; ; n++) {
      ByteOutput field = new ByteOutput(32);
      if (p < to && b[p] == '"') {
        p++;
        while (p < to) {
          if (b[p] == '"') {
            if (p + 1 < to && b[p + 1] == '"') {
              p++;
            } else {
              p++;
              break;
            }
          }
          field.writeByte(b[p++]);
        }
      } else {
        while (p < to && b[p] != ',' && b[p] != '\n') {
          field.writeByte(b[p++]);
        }
      }
      if (n == index) {
        return field.toByteArray();
      }
      if (p >= to || b[p] == '\n') {
        throw new IllegalArgumentException(
            "No field "
                + index
                + " in the row "
                + new String(b, from, to - from, StandardCharsets.UTF_8));
      }
      p++;
    }
  }
}
