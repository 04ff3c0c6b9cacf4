package io.footfall.records;

import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.values.TimestampParser;
import java.time.ZoneId;
import java.util.Arrays;

/** Reads the timestamp of a record from its column, or from a date and a time in two columns. */
public final class TimestampField {
  private final TimestampParser parser;
  private final int column;
  private final int timeColumn;
  private int field;
  private int timeField;
  private byte[] joined = new byte[64];
  private RejectCode code = RejectCode.INVALID_TIMESTAMP;
  private int badColumn;

  /**
   * Creates a reader of timestamps.
   *
   * @param zone the time zone of timestamps without an offset
   * @param schema the columns, with those that the settings add
   * @param column the index of the timestamp's column in the schema
   */
  public TimestampField(ZoneId zone, ReadSettings settings, RecordSchema schema, int column) {
    parser = new TimestampParser(zone, settings.values().timestamps());
    this.column = column;
    timeColumn = schema.indexOf(RecordSchema.TIME_OF_DAY);
  }

  /** Sets the positions of the columns. */
  public void locate(int[] positions) {
    field = positions[column];
    timeField = timeColumn < 0 ? -1 : positions[timeColumn];
  }

  /**
   * Parses the timestamp of a record.
   *
   * @return false if it is missing or invalid; {@link #code} and {@link #column} then describe why
   */
  public boolean parse(Fields fields) {
    int from = fields.from[field];
    int to = fields.to[field];
    if (from < 0 || from == to) {
      return reject(RejectCode.MISSING_FIELD, column);
    }
    if (timeField >= 0) {
      return parseJoined(fields, from, to);
    }
    return parser.parse(fields.bytes, from, to) || reject(RejectCode.INVALID_TIMESTAMP, column);
  }

  private boolean parseJoined(Fields fields, int from, int to) {
    int timeFrom = fields.from[timeField];
    int timeTo = fields.to[timeField];
    if (timeFrom < 0 || timeFrom == timeTo) {
      return reject(RejectCode.MISSING_FIELD, timeColumn);
    }
    int date = to - from;
    int length = date + 1 + timeTo - timeFrom;
    if (joined.length < length + Fields.SLACK) {
      joined = Arrays.copyOf(joined, 2 * length + Fields.SLACK);
    }
    System.arraycopy(fields.bytes, from, joined, 0, date);
    joined[date] = ' ';
    System.arraycopy(fields.bytes, timeFrom, joined, date + 1, timeTo - timeFrom);
    if (parser.parse(joined, 0, length)) {
      return true;
    }
    // Parsing the date alone shows which of the two is invalid.
    return reject(
        RejectCode.INVALID_TIMESTAMP, parser.parse(joined, 0, date) ? timeColumn : column);
  }

  private boolean reject(RejectCode why, int where) {
    code = why;
    badColumn = where;
    return false;
  }

  /** Returns why the timestamp is missing or invalid. */
  public RejectCode code() {
    return code;
  }

  /** Returns the index of the column whose value is missing or invalid. */
  public int column() {
    return badColumn;
  }

  /** Returns the instant, in microseconds since 1970-01-01T00:00:00Z. */
  public long epochMicros() {
    return parser.epochMicros();
  }

  /** Returns the calendar day in the zone, in days since 1970-01-01. */
  public int localEpochDay() {
    return parser.localEpochDay();
  }
}
