package io.footfall.searches;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.FoldPolicy;
import io.footfall.aggregate.KeyTable;
import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowSorter;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Searches and results per query and day. */
final class QueryDays implements Aggregate<SearchRow> {
  private static final int SEARCHES = 0;
  private static final int RESULTS = 1;

  private final KeyTable table = new KeyTable(2, 1 << 8);
  private final @Nullable PartialWriter out;
  private final FoldPolicy policy;

  QueryDays(@Nullable PartialWriter out, long maxMemory) {
    this.out = out;
    this.policy = new FoldPolicy(maxMemory);
  }

  @Override
  public void add(SearchRow row) {
    add(row.bytes, row.queryFrom, row.queryTo, row.epochDay, 1, row.results);
    if (out != null && table.added() && policy.drainsAt(table.size(), table.memory())) {
      drain();
    }
  }

  private void add(byte[] b, int from, int to, long day, long searches, long results) {
    int at = table.put(b, from, to, day, KeyTable.hash(b, from, to, day));
    table.slots()[at + SEARCHES] += searches;
    table.slots()[at + RESULTS] += results;
  }

  @Override
  public void merge(ByteInput entries) {
    while (entries.hasRemaining()) {
      int length = entries.readVarInt();
      int from = entries.readSlice(length);
      long day = entries.readZigZag();
      add(entries.array(), from, from + length, day, entries.readVarLong(), entries.readVarLong());
    }
  }

  @Override
  public void drain() {
    PartialWriter writer = Objects.requireNonNull(out, "made for merging");
    for (int e = table.firstEntry(); e >= 0; e = table.nextEntry(e)) {
      int partition = table.partitionOf(e, writer.partitions());
      ByteOutput part = writer.to(partition);
      part.writeVarLong(table.keyLength(e));
      table.appendKey(e, part);
      part.writeZigZag(table.number(e));
      part.writeVarLong(searches(e));
      part.writeVarLong(results(e));
      writer.wrote(partition);
    }
    table.clear(policy.maxMemory());
    policy.drained();
  }

  @Override
  public long memory() {
    return table.memory();
  }

  /** Returns the entries by day, then by query. */
  RowSorter sorted() {
    RowSorter sorter = new RowSorter(table.size());
    for (int e = table.firstEntry(); e >= 0; e = table.nextEntry(e)) {
      sorter.add(epochDay(e) - (long) Integer.MIN_VALUE, 0, e);
    }
    sorter.sort((a, b) -> table.compareKeys(a, b, ByteSlices::compareUnsigned));
    return sorter;
  }

  int epochDay(int place) {
    return (int) table.number(place);
  }

  void appendQuery(int place, ByteOutput to) {
    table.appendKey(place, to);
  }

  long searches(int place) {
    return table.slots()[table.values(place) + SEARCHES];
  }

  long results(int place) {
    return table.slots()[table.values(place) + RESULTS];
  }
}
