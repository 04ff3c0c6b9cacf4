package io.footfall.visits;

import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import io.footfall.dataset.DailySums;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Highlights;
import io.footfall.dataset.LakeTable;
import io.footfall.dataset.Partition;
import io.footfall.dataset.SqlRelations;
import io.footfall.dataset.Summary;
import io.footfall.dataset.WarehouseKeys;
import io.footfall.parquet.ParquetColumn.Kind;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordParser;
import io.footfall.records.RecordSchema;
import io.footfall.table.Table;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The visits dataset, from its columns to its report (src/docs/formats.md, section 2.1).
 *
 * @param zone the time zone of timestamps without an offset
 */
public record VisitsDataset(ZoneId zone) implements Dataset<VisitRow> {
  /** The total of all visits. */
  public static final String VISITS = "visits";

  /** The name of the total of distinct users. */
  public static final String USERS = "unique_users";

  /** The name of the total of distinct URLs. */
  public static final String URLS = "urls";

  /** The name of the total of visits without a duration; absent if every visit has one. */
  public static final String WITHOUT_DURATION = "without_duration";

  /**
   * The number of visits of a row of the report that have a duration. The report has only their
   * average, rounded to milliseconds, so an average computed with this number is only as exact as
   * that.
   */
  private static final String TIMED_VISITS =
      "CASE WHEN total_time_spent IS NULL THEN 0 WHEN average_time_spent > 0 THEN least(visits,"
          + " CAST(round(total_time_spent / average_time_spent) AS bigint)) ELSE visits END";

  private static final int LONGEST_URL = 16384;

  /**
   * Maximum bytes of the texts in the warehouse; campaigns and referrers are parts of URLs, or
   * URLs.
   */
  private static final Map<String, Integer> TEXT_BYTES = textBytes();

  static final int URL_TOTALS = 0;
  static final int UNIQUE_USERS = 1;

  /** {@code urls.csv}. */
  public static final Table URLS_TABLE =
      new Table(
          "urls",
          List.of(
              Table.key("url", Table.Type.TEXT),
              Table.value("visits", Table.Type.INTEGER),
              Table.value("total_time_spent", Table.Type.DECIMAL),
              Table.value("average_time_spent", Table.Type.DECIMAL)),
          0,
          ByteSlices::compareUnsigned);

  @Override
  public RecordSchema schema() {
    return VisitParser.SCHEMA;
  }

  @Override
  public RecordParser<VisitRow> parser(ReadSettings settings) {
    return new VisitParser(zone, settings);
  }

  @Override
  public VisitRow row() {
    return new VisitRow();
  }

  @Override
  public long epochMicros(VisitRow row) {
    return row.epochMicros;
  }

  @Override
  public String identity(VisitRow row) {
    Visit visit = row.toVisit();
    return visit.epochMicros()
        + "|"
        + duration(visit)
        + "|"
        + visit.userId().length()
        + "|"
        + visit.userId()
        + visit.url();
  }

  private static String duration(Visit visit) {
    BigDecimal duration = visit.duration();
    return duration == null ? "" : duration.stripTrailingZeros().toPlainString();
  }

  @Override
  public boolean deduplicationKey(VisitRow row, ByteOutput out) {
    row.writeKey(out);
    return true;
  }

  @Override
  public void pack(VisitRow row, ByteOutput out) {
    row.pack(out);
  }

  @Override
  public void unpack(ByteInput in, VisitRow row) {
    row.unpack(in);
  }

  @Override
  public LakeTable<VisitRow> lake() {
    return new VisitsLake();
  }

  @Override
  public List<Aggregate<VisitRow>> folding(IntFunction<PartialWriter> writers, long maxMemory) {
    return List.of(
        UrlTotals.foldingTo(writers.apply(URL_TOTALS), maxMemory),
        UniqueUsers.foldingTo(writers.apply(UNIQUE_USERS), maxMemory));
  }

  @Override
  public Partition merging() {
    return new VisitsPartition();
  }

  @Override
  public List<Table> tables() {
    return List.of(URLS_TABLE);
  }

  @Override
  public Optional<String> contradiction(Map<String, BigDecimal> totals, SourceCounts counts) {
    BigDecimal visits = totals.getOrDefault(VISITS, BigDecimal.ZERO);
    return visits.compareTo(BigDecimal.valueOf(counts.ok)) == 0
        ? Optional.empty()
        : Optional.of("the URLs have " + visits + " visits, but " + counts.ok + " records were ok");
  }

  @Override
  public Optional<Summary> summary() {
    return Optional.of(new VisitsSummary());
  }

  @Override
  public Highlights highlights() {
    return new MostVisited();
  }

  @Override
  public String description() {
    return "Count visits and unique users, and total the visits and the time spent per URL.";
  }

  @Override
  public SqlRelations relations() {
    return new SqlRelations(
        "one row per visit",
        new DailySums(
            "url_stats",
            "one row per day and URL",
            List.of(DailySums.key("url", Kind.TEXT)),
            List.of(
                DailySums.sum("visits", Kind.INTEGER, "count(*)"),
                DailySums.sum("total_time_spent", Kind.DECIMAL, "sum(page_view_duration)").orNull(),
                // Nullable, because a warehouse may contain sums from before this column existed.
                DailySums.sum("timed_visits", Kind.INTEGER, "count(page_view_duration)")
                    .orNull()
                    .reportedAs(TIMED_VISITS))));
  }

  private static Map<String, Integer> textBytes() {
    Map<String, Integer> bytes = new HashMap<>(Map.of("user_id", 1024, "url", LONGEST_URL));
    VisitsLake.OPTIONAL_TEXTS.forEach(column -> bytes.put(column, LONGEST_URL));
    return Map.copyOf(bytes);
  }

  @Override
  public WarehouseKeys warehouse() {
    return new WarehouseKeys(Optional.empty(), "user_id", TEXT_BYTES);
  }

  @Override
  public String window() {
    return "1h";
  }

  @Override
  public String messageKey() {
    return "user_id";
  }
}
