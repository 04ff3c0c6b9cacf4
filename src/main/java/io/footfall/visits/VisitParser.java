package io.footfall.visits;

import io.footfall.records.ColumnSpec;
import io.footfall.records.IdWatch;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordParser;
import io.footfall.records.RecordSchema;
import io.footfall.records.TimestampField;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.values.DurationParser;
import io.footfall.values.NumberFormat;
import io.footfall.values.UrlRewriter;
import io.footfall.values.ValueSettings;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses visits: section 1.1 of src/docs/formats.md. */
public final class VisitParser extends RecordParser<VisitRow> {
  private static final int USER_ID = 0;
  private static final int TIMESTAMP = 1;
  private static final int URL = 2;
  private static final int DURATION = 3;
  private static final int REFERRER = 4;
  private static final int STATUS = 5;
  private static final Pattern CLOCK = Pattern.compile("\\d+(:[0-5]\\d){1,2}(\\.\\d+)?");

  /** The columns of a visit. */
  public static final RecordSchema SCHEMA =
      new RecordSchema(
          "visits",
          List.of(
              ColumnSpec.required("user_id", "non-empty text", "user", "visitor_id", "visitor"),
              ColumnSpec.required(
                  "timestamp",
                  "a timestamp such as 2024-03-01 10:00:00 or 2024-03-01T10:00:00Z",
                  "time",
                  "event_time",
                  "visited_at"),
              ColumnSpec.required("url", "non-empty text", "page", "page_url"),
              ColumnSpec.missed(
                  "page_view_duration",
                  "seconds, a plain decimal such as 12.5, at least 0",
                  "time_spent",
                  "duration",
                  "duration_seconds")),
          List.of(),
          List.of(),
          List.of(
              ColumnSpec.optional("referrer", "text", "referer"),
              ColumnSpec.optional("status", "an HTTP status such as 200")));

  private final TimestampField timestamps;
  private final DurationParser durations;
  private final NumberFormat numbers;
  private final IdWatch users;
  private final @Nullable UrlRewriter urls;
  private int user;
  private int url;
  private int duration;
  private int referrer = -1;
  private int status = -1;

  /**
   * Creates a parser with default settings. {@code zone} is the zone of timestamps without an
   * offset.
   */
  public VisitParser(ZoneId zone) {
    this(zone, ReadSettings.defaults());
  }

  /** Creates a parser. {@code zone} is the zone of timestamps without an offset. */
  public VisitParser(ZoneId zone, ReadSettings settings) {
    super(SCHEMA, settings);
    ValueSettings values = settings.values();
    timestamps = new TimestampField(zone, settings, schema(), TIMESTAMP);
    durations = new DurationParser(values);
    numbers = values.numbers().withoutCurrency();
    users = new IdWatch("user_id", observations());
    urls = values.urls().isNone() ? null : new UrlRewriter(values.urls());
  }

  @Override
  protected void place(int[] positions) {
    timestamps.locate(positions);
    user = positions[USER_ID];
    url = positions[URL];
    duration = positions[DURATION];
    referrer = positions.length > REFERRER ? positions[REFERRER] : -1;
    status = positions.length > STATUS ? positions[STATUS] : -1;
  }

  @Override
  protected boolean read(Fields fields, VisitRow row) {
    byte[] b = fields.bytes;
    int[] from = fields.from;
    int[] to = fields.to;
    row.bytes = b;
    row.userFrom = from[user];
    row.userTo = to[user];
    if (row.userFrom < 0 || row.userFrom == row.userTo) {
      return reject(RejectCode.MISSING_FIELD, USER_ID);
    }
    if (!timestamps.parse(fields)) {
      return reject(timestamps.code(), timestamps.column());
    }
    row.epochMicros = timestamps.epochMicros();
    row.epochDay = timestamps.localEpochDay();
    row.urlFrom = from[url];
    row.urlTo = to[url];
    if (row.urlFrom < 0 || row.urlFrom == row.urlTo) {
      return reject(RejectCode.MISSING_FIELD, URL);
    }
    if (!readDuration(fields, row)) {
      return false;
    }
    users.see(b, row.userFrom, row.userTo);
    row.clearTexts();
    if (referrer >= 0) {
      row.setReferrer(from[referrer], to[referrer]);
    }
    if (status >= 0) {
      row.setStatus(from[status], to[status]);
    }
    if (urls != null && urls.rewrite(b, row.urlFrom, row.urlTo)) {
      row.rewrite(urls);
    }
    return true;
  }

  private boolean readDuration(Fields fields, VisitRow row) {
    if (duration < 0 || fields.from[duration] < 0 || fields.from[duration] == fields.to[duration]) {
      row.clearDuration();
      return true;
    }
    if (!durations.parse(fields.bytes, fields.from[duration], fields.to[duration])) {
      return reject(RejectCode.INVALID_NUMBER, DURATION);
    }
    row.hasDuration = true;
    if (durations.isBig()) {
      row.bigDuration = durations.big();
      return row.bigDuration.signum() >= 0 || reject(RejectCode.NEGATIVE_DURATION, DURATION);
    }
    row.bigDuration = null;
    row.duration = durations.unscaled();
    row.durationScale = durations.scale();
    return row.duration >= 0 || reject(RejectCode.NEGATIVE_DURATION, DURATION);
  }

  @Override
  protected String advice(RejectCode why, int schemaColumn, String value) {
    return why == RejectCode.INVALID_NUMBER
        ? CLOCK.matcher(value.strip()).matches()
            ? "To read it, set --durationUnit=clock."
            : numbers.advice(value, false)
        : super.advice(why, schemaColumn, value);
  }
}
