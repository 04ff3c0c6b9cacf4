package io.footfall.searches;

import io.footfall.records.ColumnSpec;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordParser;
import io.footfall.records.RecordSchema;
import io.footfall.records.TimestampField;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.values.IntegerParser;
import java.time.ZoneId;
import java.util.List;

/** Parses searches. */
final class SearchParser extends RecordParser<SearchRow> {
  private static final int USER = 0;
  private static final int TIMESTAMP = 1;
  private static final int QUERY = 2;
  private static final int RESULTS = 3;

  static final RecordSchema SCHEMA =
      RecordSchema.of(
          "searches",
          List.of(
              ColumnSpec.required("user_id", "non-empty text", "user"),
              ColumnSpec.required("timestamp", "YYYY-MM-DD HH:MM:SS", "time"),
              ColumnSpec.required("query", "non-empty text", "q"),
              ColumnSpec.required("result_count", "an integer, at least 0", "results")));

  private final TimestampField timestamps;
  private final IntegerParser integers = new IntegerParser();
  private int user;
  private int query;
  private int results;

  SearchParser(ZoneId zone, ReadSettings settings) {
    super(SCHEMA, settings);
    timestamps = new TimestampField(zone, settings, schema(), TIMESTAMP);
  }

  @Override
  protected void place(int[] positions) {
    timestamps.locate(positions);
    user = positions[USER];
    query = positions[QUERY];
    results = positions[RESULTS];
  }

  @Override
  protected boolean read(Fields fields, SearchRow row) {
    int[] from = fields.from;
    int[] to = fields.to;
    if (isMissing(fields, user)) {
      return reject(RejectCode.MISSING_FIELD, USER);
    }
    if (isMissing(fields, query)) {
      return reject(RejectCode.MISSING_FIELD, QUERY);
    }
    if (!timestamps.parse(fields)) {
      return reject(timestamps.code(), timestamps.column());
    }
    if (isMissing(fields, results)) {
      return reject(RejectCode.MISSING_FIELD, RESULTS);
    }
    if (!integers.parse(fields.bytes, from[results], to[results])
        || integers.isBig()
        || integers.value() < 0) {
      return reject(RejectCode.INVALID_NUMBER, RESULTS);
    }
    row.bytes = fields.bytes;
    row.userFrom = from[user];
    row.userTo = to[user];
    row.queryFrom = from[query];
    row.queryTo = to[query];
    row.epochMicros = timestamps.epochMicros();
    row.epochDay = timestamps.localEpochDay();
    row.results = integers.value();
    return true;
  }

  private static boolean isMissing(Fields fields, int field) {
    return fields.from[field] < 0 || fields.from[field] == fields.to[field];
  }
}
