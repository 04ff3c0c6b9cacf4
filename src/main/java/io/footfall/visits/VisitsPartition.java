package io.footfall.visits;

import io.footfall.aggregate.RowSorter;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Partition;
import io.footfall.table.CsvRow;
import io.footfall.table.RunWriter;
import io.footfall.values.Decimals;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** Merges the URLs and users of one partition. */
final class VisitsPartition implements Partition {
  private final UrlTotals urls = UrlTotals.merging();
  private final UniqueUsers users = UniqueUsers.merging();

  @Override
  public Partition next() {
    urls.clear();
    users.clear();
    return this;
  }

  @Override
  public void merge(int aggregate, ByteInput entries) {
    switch (aggregate) {
      case VisitsDataset.URL_TOTALS -> urls.merge(entries);
      case VisitsDataset.UNIQUE_USERS -> users.merge(entries);
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
      Decimals.append(row, urls.visits(place));
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
    Map<String, BigDecimal> totals = new TreeMap<>();
    totals.put(VisitsDataset.VISITS, BigDecimal.valueOf(urls.visits()));
    totals.put(VisitsDataset.USERS, BigDecimal.valueOf(users.count()));
    totals.put(VisitsDataset.URLS, BigDecimal.valueOf(urls.size()));
    long withoutDuration = urls.withoutDuration();
    if (withoutDuration > 0) {
      totals.put(VisitsDataset.WITHOUT_DURATION, BigDecimal.valueOf(withoutDuration));
    }
    return totals;
  }

  @Override
  public List<byte[]> candidates() {
    // The highlights are the first rows of the table.
    return List.of();
  }
}
