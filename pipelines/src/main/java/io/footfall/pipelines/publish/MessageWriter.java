package io.footfall.pipelines.publish;

import io.footfall.bytes.ByteOutput;
import io.footfall.reading.Layout;
import io.footfall.records.ColumnSpec;
import io.footfall.records.RecordSchema;
import io.footfall.table.CsvRow;
import io.footfall.tokens.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes records as messages, with the dataset's column names and unchanged values. Other columns
 * and empty values are omitted.
 */
public final class MessageWriter {
  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private static final int FIRST_PRINTABLE = 0x20;

  /** The format of a message. */
  public enum Format {
    /** A JSON object. */
    JSON,
    /** A CSV line without a line break, with fields in the order of {@link #columns}. */
    CSV
  }

  private final Format format;
  private final List<String> columns = new ArrayList<>();
  private final int[] fields;
  private final byte[][] members;
  private final boolean[] number;
  private final int key;

  /**
   * Creates a writer for the records of one source.
   *
   * @param key the column whose values keep records together
   * @param numbers columns that are written as JSON numbers if their values have that form
   */
  public MessageWriter(
      RecordSchema schema, Layout layout, Format format, String key, Set<String> numbers) {
    this.format = format;
    this.key = layout.positions()[schema.indexOf(key)];
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < schema.columns().size(); i++) {
      if (layout.positions()[i] >= 0) {
        found.add(i);
      }
    }
    fields = new int[found.size()];
    members = new byte[found.size()][];
    number = new boolean[found.size()];
    for (int i = 0; i < fields.length; i++) {
      ColumnSpec column = schema.columns().get(found.get(i));
      columns.add(column.name());
      fields[i] = layout.positions()[found.get(i)];
      members[i] = ("\"" + column.name() + "\":").getBytes(StandardCharsets.UTF_8);
      number[i] = numbers.contains(column.name());
    }
  }

  /** Returns the columns of a message: those of the source that the dataset knows. */
  public List<String> columns() {
    return List.copyOf(columns);
  }

  /** Returns the key of a record. */
  public String key(Fields record) {
    return new String(
        record.bytes, record.from[key], record.to[key] - record.from[key], StandardCharsets.UTF_8);
  }

  /** Writes a record. */
  public byte[] write(Fields record, ByteOutput scratch) {
    scratch.reset();
    if (format == Format.JSON) {
      writeJson(record, scratch);
    } else {
      writeCsv(record, scratch);
    }
    return scratch.toByteArray();
  }

  private void writeCsv(Fields record, ByteOutput out) {
    for (int i = 0; i < fields.length; i++) {
      if (i > 0) {
        out.writeByte(',');
      }
      int start = out.size();
      if (record.from[fields[i]] >= 0) {
        out.write(record.bytes, record.from[fields[i]], record.to[fields[i]]);
      }
      CsvRow.quoteFrom(start, out);
    }
  }

  private void writeJson(Fields record, ByteOutput out) {
    out.writeByte('{');
    for (int i = 0; i < fields.length; i++) {
      int from = record.from[fields[i]];
      int to = record.to[fields[i]];
      if (from < 0 || from == to) {
        continue;
      }
      if (out.size() > 1) {
        out.writeByte(',');
      }
      out.write(members[i]);
      if (number[i] && isJsonNumber(record.bytes, from, to)) {
        out.write(record.bytes, from, to);
      } else {
        writeText(record.bytes, from, to, out);
      }
    }
    out.writeByte('}');
  }

  private static void writeText(byte[] b, int from, int to, ByteOutput out) {
    out.writeByte('"');
    int plain = from;
    for (int i = from; i < to; i++) {
      byte c = b[i];
      boolean control = c >= 0 && c < FIRST_PRINTABLE;
      if (!control && c != '"' && c != '\\') {
        continue;
      }
      out.write(b, plain, i);
      plain = i + 1;
      out.writeByte('\\');
      if (control) {
        out.writeByte('u');
        out.writeByte('0');
        out.writeByte('0');
        out.writeByte(HEX[c >> 4]);
        out.writeByte(HEX[c & 0xF]);
      } else {
        out.writeByte(c);
      }
    }
    out.write(b, plain, to);
    out.writeByte('"');
  }

  /**
   * Returns whether the bytes are a JSON number without an exponent: no plus sign, no leading zero
   * or point.
   */
  static boolean isJsonNumber(byte[] b, int from, int to) {
    int p = from < to && b[from] == '-' ? from + 1 : from;
    int digits = digits(b, p, to);
    if (digits == 0 || (digits > 1 && b[p] == '0')) {
      return false;
    }
    p += digits;
    if (p < to && b[p] == '.') {
      digits = digits(b, p + 1, to);
      p += digits + 1;
      return digits > 0 && p == to;
    }
    return p == to;
  }

  private static int digits(byte[] b, int from, int to) {
    int p = from;
    while (p < to && b[p] >= '0' && b[p] <= '9') {
      p++;
    }
    return p - from;
  }
}
