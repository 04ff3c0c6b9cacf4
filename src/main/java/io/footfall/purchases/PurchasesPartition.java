package io.footfall.purchases;

import io.footfall.aggregate.ExactSums;
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
import java.util.function.IntFunction;

/** Merges the customer-days of one partition. */
final class PurchasesPartition implements Partition {
  /**
   * Number of consecutive ranks whose entries, which are scattered over the table, are loaded at
   * once.
   */
  private static final int LOADED = 64;

  private final CustomerDayTotals days;
  private final AmountTotal read = AmountTotal.merging();
  private final ExactSums sums = new ExactSums();
  private final long[] spent = new long[ExactSums.LONGS];
  private final LargestTotals.Search largest = new LargestTotals.Search();

  PurchasesPartition() {
    this(CustomerDayTotals.merging());
  }

  private PurchasesPartition(CustomerDayTotals days) {
    this.days = days;
  }

  @Override
  public Partition next() {
    days.clear();
    return new PurchasesPartition(days);
  }

  @Override
  public void merge(int aggregate, ByteInput entries) {
    switch (aggregate) {
      case PurchasesDataset.CUSTOMER_DAY_TOTALS -> days.merge(entries);
      case PurchasesDataset.AMOUNT_TOTAL -> read.merge(entries);
      default -> throw new IllegalArgumentException("aggregate " + aggregate);
    }
  }

  @Override
  public void writeRows(IntFunction<RunWriter> tables) {
    RowSorter ranked = days.ranked();
    if (ranked.size() == 0) {
      return;
    }
    RunWriter run = tables.apply(0);
    ByteOutput date = new ByteOutput();
    int dateOf = 0;
    for (int rank = 0; rank < ranked.size(); rank++) {
      if (rank % LOADED == 0) {
        days.load(ranked, rank, Math.min(ranked.size(), rank + LOADED));
      }
      int place = ranked.place(rank);
      ByteOutput row = run.row();
      if (date.size() == 0 || days.epochDay(place) != dateOf) {
        dateOf = days.epochDay(place);
        date.reset();
        Decimals.appendDate(date, dateOf);
      }
      row.write(date.array(), 0, date.size());
      row.writeByte(',');
      int from = row.size();
      days.appendCustomer(place, row);
      CsvRow.quoteFrom(from, row);
      row.writeByte(',');
      days.appendTotal(place, row);
      row.writeByte('\n');
      run.end(ranked.first(rank), ranked.second(rank));
      days.addTotal(place, sums, spent, 0);
      largest.offer(days, place, row);
    }
  }

  @Override
  public Map<String, BigDecimal> totals() {
    return Map.of(
        PurchasesDataset.SPENT, sums.get(spent, 0),
        PurchasesDataset.SPENT_AS_READ, read.total(),
        PurchasesDataset.CUSTOMER_DAYS, BigDecimal.valueOf(days.size()));
  }

  @Override
  public List<byte[]> candidates() {
    return largest.rows();
  }
}
