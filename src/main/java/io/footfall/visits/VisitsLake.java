package io.footfall.visits;

import io.footfall.dataset.LakeTable;
import io.footfall.parquet.ParquetColumn;
import io.footfall.parquet.ParquetColumn.Kind;
import io.footfall.parquet.ParquetRows;
import io.footfall.parquet.ParquetSchema;
import io.footfall.parquet.RowGroupWriter;
import io.footfall.records.ValueFault;
import io.footfall.values.UrlRewriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Visits in the lake. */
final class VisitsLake implements LakeTable<VisitRow> {
  private static final long serialVersionUID = 1L;

  /** The first duration that is too long, in seconds: 10^11 shorter ones have a sum that fits. */
  private static final long LONGEST_DURATION = 1_000_000_000_000_000_000L;

  /** Describes which durations the lake accepts. */
  private static final String DURATION = "at most 18 digits before the point and 9 after it";

  private static final List<ParquetColumn> OF_EVERY_VISIT =
      List.of(
          ParquetColumn.required("user_id", Kind.TEXT),
          ParquetColumn.required(TIMESTAMP, Kind.TIMESTAMP),
          ParquetColumn.required("url", Kind.TEXT),
          ParquetColumn.nullable("page_view_duration", Kind.DECIMAL),
          ParquetColumn.required("event_date", Kind.DATE),
          ParquetColumn.required(BATCH, Kind.TEXT));

  /** The first column of {@link #OPTIONAL_TEXTS}. */
  static final int FIRST_TEXT = OF_EVERY_VISIT.size();

  /** The index of the referrer among the optional texts, after those of the campaign. */
  static final int REFERRER = UrlRewriter.CAMPAIGN.size();

  static final int STATUS = REFERRER + 1;

  /** The columns that only some visits have, in order. Later versions may add more. */
  static final List<String> OPTIONAL_TEXTS =
      Stream.concat(UrlRewriter.CAMPAIGN.stream(), Stream.of("referrer", "status")).toList();

  private static final ParquetSchema SCHEMA =
      new ParquetSchema(
          "visit",
          Stream.concat(
                  OF_EVERY_VISIT.stream(),
                  OPTIONAL_TEXTS.stream().map(name -> ParquetColumn.nullable(name, Kind.TEXT)))
              .toList());

  @Override
  public ParquetSchema schema() {
    return SCHEMA;
  }

  @Override
  public int epochDay(VisitRow row) {
    return row.epochDay;
  }

  @Override
  public long epochMicros(VisitRow row) {
    return row.epochMicros;
  }

  @Override
  public @Nullable ValueFault fault(VisitRow row) {
    if (!row.hasDuration) {
      return null;
    }
    // A long has at most 19 digits, so only a value of 19 digits without decimals can be too long.
    if (row.bigDuration == null
        && row.durationScale >= 0
        && row.durationScale <= ParquetColumn.SCALE
        && row.duration < LONGEST_DURATION) {
      return null;
    }
    BigDecimal exact = row.exactDuration();
    if (!RowGroupWriter.fits(row.duration, row.durationScale, row.bigDuration)) {
      return LakeTable.decimalFault("page_view_duration", exact);
    }
    // Anyone can send a duration, and two of 29 digits would make every sum of the day fail.
    return exact.compareTo(BigDecimal.valueOf(LONGEST_DURATION)) < 0
        ? null
        : LakeTable.decimalFault("page_view_duration", exact, DURATION);
  }

  @Override
  public void write(VisitRow row, String batch, RowGroupWriter to) {
    to.text(0, row.bytes, row.userFrom, row.userTo);
    to.number(1, row.epochMicros);
    to.text(2, row.bytes, row.urlFrom, row.urlTo);
    if (row.hasDuration) {
      to.decimal(3, row.duration, row.durationScale, row.bigDuration);
    } else {
      to.absent(3);
    }
    to.day(4, row.epochDay);
    to.text(5, batch);
    row.writeTexts(to);
    to.endRow();
  }

  @Override
  public void read(ParquetRows from, VisitRow row) {
    row.read(from);
  }
}
