package io.footfall.searches;

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
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Searches: counts per query and day.
 *
 * @param zone the zone of days, and of timestamps without an offset
 */
record SearchesDataset(ZoneId zone) implements Dataset<SearchRow> {
  static final String SEARCHES = "searches";

  @Override
  public RecordSchema schema() {
    return SearchParser.SCHEMA;
  }

  @Override
  public RecordParser<SearchRow> parser(ReadSettings settings) {
    return new SearchParser(zone, settings);
  }

  @Override
  public SearchRow row() {
    return new SearchRow();
  }

  @Override
  public long epochMicros(SearchRow row) {
    return row.epochMicros;
  }

  @Override
  public String identity(SearchRow row) {
    ByteOutput key = new ByteOutput();
    row.writeKey(key);
    return new String(key.toByteArray(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean deduplicationKey(SearchRow row, ByteOutput out) {
    row.writeKey(out);
    return true;
  }

  @Override
  public void pack(SearchRow row, ByteOutput out) {
    row.pack(out);
  }

  @Override
  public void unpack(ByteInput in, SearchRow row) {
    row.unpack(in);
  }

  @Override
  public List<Aggregate<SearchRow>> folding(IntFunction<PartialWriter> writers, long maxMemory) {
    return List.of(new QueryDays(writers.apply(0), maxMemory));
  }

  @Override
  public Partition merging() {
    return new SearchesPartition();
  }

  @Override
  public Optional<String> contradiction(Map<String, BigDecimal> totals, SourceCounts counts) {
    BigDecimal searches = totals.getOrDefault(SEARCHES, BigDecimal.ZERO);
    return searches.compareTo(BigDecimal.valueOf(counts.ok)) == 0
        ? Optional.empty()
        : Optional.of("the queries have " + searches + " searches, but " + counts.ok + " are ok");
  }

  @Override
  public List<Table> tables() {
    return List.of(
        new Table(
            "queries",
            List.of(
                Table.key("date", Table.Type.DATE),
                Table.key("query", Table.Type.TEXT),
                Table.value("searches", Table.Type.INTEGER),
                Table.value("results", Table.Type.INTEGER)),
            1,
            ByteSlices::compareUnsigned));
  }

  @Override
  public Optional<Summary> summary() {
    return Optional.empty();
  }

  @Override
  public Highlights highlights() {
    return new FrequentQueries();
  }

  @Override
  public String description() {
    return "Counts searches and their results per query and day.";
  }

  @Override
  public LakeTable<SearchRow> lake() {
    return new SearchesLake();
  }

  @Override
  public SqlRelations relations() {
    return new SqlRelations(
        "a row per search",
        new DailySums(
            "query_days",
            "a row per day and query",
            List.of(DailySums.key("query", Kind.TEXT)),
            List.of(
                DailySums.sum("searches", Kind.INTEGER, "count(*)"),
                DailySums.sum("results", Kind.INTEGER, "CAST(sum(result_count) AS BIGINT)"))));
  }

  @Override
  public WarehouseKeys warehouse() {
    return new WarehouseKeys(Optional.empty(), "user_id", Map.of("user_id", 1024, "query", 4096));
  }

  @Override
  public String window() {
    return "day";
  }

  @Override
  public String messageKey() {
    return "user_id";
  }
}
