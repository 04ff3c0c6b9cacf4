package io.footfall.searches;

import io.footfall.aggregate.RowSorter;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Partition;
import io.footfall.table.CsvRow;
import io.footfall.table.RunWriter;
import io.footfall.values.Decimals;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Merges the queries of one partition. */
final class SearchesPartition implements Partition {
  private final QueryDays days = new QueryDays(null, Long.MAX_VALUE);
  private final List<byte[]> rows = new ArrayList<>();
  private long searches;

  @Override
  public Partition next() {
    return new SearchesPartition();
  }

  @Override
  public void merge(int aggregate, ByteInput entries) {
    days.merge(entries);
  }

  @Override
  public void writeRows(IntFunction<RunWriter> tables) {
    RowSorter sorted = days.sorted();
    if (sorted.size() == 0) {
      return;
    }
    RunWriter run = tables.apply(0);
    for (int rank = 0; rank < sorted.size(); rank++) {
      int place = sorted.place(rank);
      ByteOutput row = run.row();
      Decimals.appendDate(row, days.epochDay(place));
      row.writeByte(',');
      int from = row.size();
      days.appendQuery(place, row);
      CsvRow.quoteFrom(from, row);
      row.writeByte(',');
      Decimals.append(row, days.searches(place));
      row.writeByte(',');
      Decimals.append(row, days.results(place));
      row.writeByte('\n');
      rows.add(row.toByteArray());
      run.end(sorted.first(rank), sorted.second(rank));
      searches += days.searches(place);
    }
  }

  @Override
  public Map<String, BigDecimal> totals() {
    return Map.of(SearchesDataset.SEARCHES, BigDecimal.valueOf(searches));
  }

  @Override
  public List<byte[]> candidates() {
    return rows;
  }
}
