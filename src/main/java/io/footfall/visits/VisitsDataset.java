package io.footfall.visits;

import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowSorter;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.LakeTable;
import io.footfall.records.RecordParser;
import io.footfall.records.RecordSchema;
import io.footfall.table.CsvRow;
import io.footfall.table.RunWriter;
import io.footfall.table.Table;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Visits, from the columns to the report of section 2.1 of src/docs/formats.md.
 *
 * @param zone where timestamps without an offset are local
 */
public record VisitsDataset(ZoneId zone) implements Dataset<VisitRow> {
  /** The total of all visits. */
  public static final String VISITS = "visits";

  /** The total of different users. */
  public static final String USERS = "unique_users";

  /** The total of different URLs. */
  public static final String URLS = "urls";

  private static final int URL_TOTALS = 0;
  private static final int UNIQUE_USERS = 1;

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
  public RecordParser<VisitRow> parser() {
    return new VisitParser(zone);
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
        + visit.duration().stripTrailingZeros().toPlainString()
        + "|"
        + visit.userId().length()
        + "|"
        + visit.userId()
        + visit.url();
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
        : Optional.of(
            "the URLs have " + visits + " visits, but " + counts.ok + " records were good");
  }

  @Override
  public Optional<Summary> summary() {
    return Optional.of(new VisitsSummary());
  }

  @Override
  public Highlights highlights() {
    return new MostVisited();
  }

  private static final class VisitsPartition implements Partition {
    private final UrlTotals urls = UrlTotals.merging();
    private final UniqueUsers users = UniqueUsers.merging();

    @Override
    public void merge(int aggregate, ByteInput entries) {
      switch (aggregate) {
        case URL_TOTALS -> urls.merge(entries);
        case UNIQUE_USERS -> users.merge(entries);
        default -> throw new IllegalArgumentException("aggregate " + aggregate);
      }
    }

    @Override
    public void writeRows(IntFunction<RunWriter> tables) {
      RowSorter ranked = urls.ranked();
      if (ranked.size() == 0) {
        return;
      }
      RunWriter run = tables.apply(0);
      for (int rank = 0; rank < ranked.size(); rank++) {
        int place = ranked.place(rank);
        ByteOutput row = run.row();
        urls.appendUrl(place, row);
        CsvRow.quoteFrom(0, row);
        row.writeByte(',');
        io.footfall.values.Decimals.append(row, urls.visits(place));
        row.writeByte(',');
        urls.appendTimeSpent(place, row);
        row.writeByte(',');
        urls.appendAverage(place, row);
        row.writeByte('\n');
        run.end(ranked.first(rank), ranked.second(rank));
      }
    }

    @Override
    public Map<String, BigDecimal> totals() {
      return Map.of(
          VISITS, BigDecimal.valueOf(urls.visits()),
          USERS, BigDecimal.valueOf(users.count()),
          URLS, BigDecimal.valueOf(urls.size()));
    }

    @Override
    public List<byte[]> candidates() {
      // The first rows of the table are what is wanted.
      return List.of();
    }
  }
}
