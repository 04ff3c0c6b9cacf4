package io.footfall.visits;

import io.footfall.records.ColumnSpec;
import io.footfall.records.RecordParser;
import io.footfall.records.RecordSchema;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.values.DecimalParser;
import io.footfall.values.TimestampParser;
import java.time.ZoneId;
import java.util.List;

/** Parses visits: section 1.1 of src/docs/formats.md. */
public final class VisitParser extends RecordParser<VisitRow> {
  private static final int USER_ID = 0;
  private static final int TIMESTAMP = 1;
  private static final int URL = 2;
  private static final int DURATION = 3;

  /** The columns of a visit. */
  public static final RecordSchema SCHEMA =
      RecordSchema.of(
          "visits",
          List.of(
              ColumnSpec.required("user_id", "non-empty text", "user", "visitor_id", "visitor"),
              ColumnSpec.required(
                  "timestamp",
                  "YYYY-MM-DD HH:MM:SS, or ISO-8601 with or without an offset",
                  "time",
                  "event_time",
                  "visited_at"),
              ColumnSpec.required("url", "non-empty text", "page", "page_url"),
              ColumnSpec.required(
                  "page_view_duration",
                  "seconds, a plain decimal such as 12.5, at least 0",
                  "time_spent",
                  "duration",
                  "duration_seconds")));

  private final TimestampParser timestamps;
  private final DecimalParser decimals = new DecimalParser();
  private int user;
  private int timestamp;
  private int url;
  private int duration;

  /** A parser; {@code zone} is where timestamps without an offset are local. */
  public VisitParser(ZoneId zone) {
    timestamps = new TimestampParser(zone);
  }

  @Override
  public void locate(int[] positions) {
    user = positions[USER_ID];
    timestamp = positions[TIMESTAMP];
    url = positions[URL];
    duration = positions[DURATION];
  }

  @Override
  public boolean parse(Fields fields, VisitRow row) {
    byte[] b = fields.bytes;
    int[] from = fields.from;
    int[] to = fields.to;
    row.bytes = b;
    row.userFrom = from[user];
    row.userTo = to[user];
    if (row.userFrom < 0 || row.userFrom == row.userTo) {
      return reject(RejectCode.MISSING_FIELD, USER_ID);
    }
    if (from[timestamp] < 0 || from[timestamp] == to[timestamp]) {
      return reject(RejectCode.MISSING_FIELD, TIMESTAMP);
    }
    if (!timestamps.parse(b, from[timestamp], to[timestamp])) {
      return reject(RejectCode.INVALID_TIMESTAMP, TIMESTAMP);
    }
    row.epochMicros = timestamps.epochMicros();
    row.epochDay = timestamps.localEpochDay();
    row.urlFrom = from[url];
    row.urlTo = to[url];
    if (row.urlFrom < 0 || row.urlFrom == row.urlTo) {
      return reject(RejectCode.MISSING_FIELD, URL);
    }
    if (from[duration] < 0 || from[duration] == to[duration]) {
      return reject(RejectCode.MISSING_FIELD, DURATION);
    }
    if (!decimals.parse(b, from[duration], to[duration])) {
      return reject(RejectCode.INVALID_NUMBER, DURATION);
    }
    if (decimals.isBig()) {
      row.bigDuration = decimals.big();
      return row.bigDuration.signum() >= 0 || reject(RejectCode.NEGATIVE_DURATION, DURATION);
    }
    row.bigDuration = null;
    row.duration = decimals.unscaled();
    row.durationScale = decimals.scale();
    return row.duration >= 0 || reject(RejectCode.NEGATIVE_DURATION, DURATION);
  }
}
