package io.footfall.pipelines.publish;

import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.Utf8;
import io.footfall.reading.Layout;
import io.footfall.records.ColumnSpec;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordSchema;
import io.footfall.table.CsvRow;
import io.footfall.tokens.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes records as messages, with the dataset's column names and unchanged values. A date and a
 * time in two columns become one timestamp. Columns that the dataset does not have, empty values,
 * and optional texts that a reader would treat as absent are omitted.
 */
public final class MessageWriter {
  private static final String TIMESTAMP = "timestamp";
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
  private final boolean[] observed;

  /** The field that is appended after a space, such as the time of a date; -1 for none. */
  private final int[] second;

  private final int key;

  /**
   * Creates a writer for the records of one source.
   *
   * @param settings the settings with which the source is read
   * @param layout the layout of the source
   * @param key the column whose value is the message key
   * @param numbers columns whose values are written as JSON numbers if they are valid ones
   */
  public MessageWriter(
      RecordSchema schema,
      ReadSettings settings,
      Layout layout,
      Format format,
      String key,
      Set<String> numbers) {
    this.format = format;
    RecordSchema read = schema.with(settings);
    this.key = position(key, read, layout);
    int timeOfDay = position(RecordSchema.TIME_OF_DAY, read, layout);
    List<ColumnSpec> found =
        Stream.concat(schema.columns().stream(), schema.observed().stream())
            .filter(column -> position(column.name(), read, layout) >= 0)
            .toList();
    fields = new int[found.size()];
    members = new byte[found.size()][];
    number = new boolean[found.size()];
    observed = new boolean[found.size()];
    second = new int[found.size()];
    for (int i = 0; i < fields.length; i++) {
      String name = found.get(i).name();
      columns.add(name);
      fields[i] = position(name, read, layout);
      members[i] = ("\"" + name + "\":").getBytes(StandardCharsets.UTF_8);
      number[i] = numbers.contains(name);
      observed[i] = schema.observed().contains(found.get(i));
      second[i] = name.equals(TIMESTAMP) ? timeOfDay : -1;
    }
  }

  private static int position(String column, RecordSchema read, Layout layout) {
    int index = read.indexOf(column);
    return index < 0 ? -1 : layout.positions()[index];
  }

  /** Returns whether a record has a value for a column of the message. */
  private boolean has(Fields record, int column) {
    int from = record.from[fields[column]];
    int to = record.to[fields[column]];
    return from >= 0
        && from < to
        && (!observed[column]
            || (to - from <= RecordSchema.LONGEST_OBSERVED
                && Utf8.firstInvalid(record.bytes, from, to) < 0));
  }

  /** Returns the columns of a message: those of the source that the dataset also has. */
  public List<String> columns() {
    return List.copyOf(columns);
  }

  /** Returns the key of a record. */
  public String key(Fields record) {
    return record.text(key);
  }

  /** Returns a record as one message, in UTF-8. */
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
      if (has(record, i)) {
        out.write(record.bytes, record.from[fields[i]], record.to[fields[i]]);
        if (second[i] >= 0) {
          out.writeByte(' ');
          out.write(record.bytes, record.from[second[i]], record.to[second[i]]);
        }
      }
      CsvRow.quoteFrom(start, out);
    }
  }

  private void writeJson(Fields record, ByteOutput out) {
    out.writeByte('{');
    for (int i = 0; i < fields.length; i++) {
      if (!has(record, i)) {
        continue;
      }
      int from = record.from[fields[i]];
      int to = record.to[fields[i]];
      if (out.size() > 1) {
        out.writeByte(',');
      }
      out.write(members[i]);
      if (number[i] && isJsonNumber(record.bytes, from, to)) {
        out.write(record.bytes, from, to);
      } else {
        out.writeByte('"');
        writeText(record.bytes, from, to, out);
        if (second[i] >= 0) {
          out.writeByte(' ');
          writeText(record.bytes, record.from[second[i]], record.to[second[i]], out);
        }
        out.writeByte('"');
      }
    }
    out.writeByte('}');
  }

  private static void writeText(byte[] b, int from, int to, ByteOutput out) {
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
