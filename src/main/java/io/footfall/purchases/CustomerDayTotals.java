package io.footfall.purchases;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.ExactSums;
import io.footfall.aggregate.FoldPolicy;
import io.footfall.aggregate.KeyQueue;
import io.footfall.aggregate.KeyTable;
import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowSorter;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sums the exact amount spent per day and customer (src/docs/formats.md, section 2.2). Its partials
 * are entries of customer, day, amount.
 */
public final class CustomerDayTotals implements Aggregate<PurchaseRow> {
  /** Minimum number of decimals of an amount. */
  public static final int MIN_DECIMALS = 2;

  // The queued values of a purchase.
  private static final int QUEUED_AMOUNT = 0;
  private static final int QUEUED_SCALE = 1;
  private static final int QUEUED = 2;

  private final KeyTable table = new KeyTable(ExactSums.LONGS, 1 << 10);
  private final KeyQueue queue = new KeyQueue(table, QUEUED);
  private final ExactSums sums = new ExactSums();
  private RowSorter sorter = new RowSorter(0);
  private final @Nullable PartialWriter out;
  private final FoldPolicy policy;

  private CustomerDayTotals(@Nullable PartialWriter out, long maxMemory) {
    this.out = out;
    this.policy = new FoldPolicy(maxMemory);
  }

  /**
   * Returns an aggregate that folds rows and emits partials to {@code out}, at the latest when it
   * holds {@code maxMemory} bytes.
   */
  public static CustomerDayTotals foldingTo(PartialWriter out, long maxMemory) {
    return new CustomerDayTotals(out, maxMemory);
  }

  /** Returns an aggregate that merges partials and holds the result. */
  public static CustomerDayTotals merging() {
    return new CustomerDayTotals(null, Long.MAX_VALUE);
  }

  @Override
  public void add(PurchaseRow row) {
    long hash = KeyTable.hash(row.bytes, row.customerFrom, row.customerTo, row.epochDay);
    if (out != null && policy.bypasses()) {
      int partition = KeyTable.partition(hash, out.partitions());
      ByteOutput part = out.to(partition);
      part.writeVarLong(row.customerTo - row.customerFrom);
      part.write(row.bytes, row.customerFrom, row.customerTo);
      part.writeZigZag(row.epochDay);
      ExactSums.pack(row.amount, row.amountScale, row.bigAmount, part);
      out.wrote(partition);
      return;
    }
    if (row.bigAmount != null) {
      int at = table.put(row.bytes, row.customerFrom, row.customerTo, row.epochDay, hash);
      sums.add(table.slots(), at, row.bigAmount);
      drainIfDue();
      return;
    }
    int at = queue.add(row.bytes, row.customerFrom, row.customerTo, row.epochDay, hash);
    queue.values()[at + QUEUED_AMOUNT] = row.amount;
    queue.values()[at + QUEUED_SCALE] = row.amountScale;
    if (out == null || queue.isFull()) {
      putQueued();
      drainIfDue();
    }
  }

  private void putQueued() {
    queue.load();
    long[] values = queue.values();
    for (int k = 0, from = 0; k < queue.size(); k++, from += QUEUED) {
      int at = queue.put(k);
      sums.add(table.slots(), at, values[from + QUEUED_AMOUNT], (int) values[from + QUEUED_SCALE]);
    }
    queue.clear();
  }

  private void drainIfDue() {
    if (out != null && policy.drainsAt(table.size(), table.memory())) {
      drain();
    }
  }

  @Override
  public void merge(ByteInput entries) {
    byte[] b = entries.array();
    while (entries.hasRemaining()) {
      int length = entries.readVarInt();
      int from = entries.readSlice(length);
      long day = entries.readZigZag();
      long hash = KeyTable.hash(b, from, from + length, day);
      int scale = ExactSums.unpackScale(entries);
      if (scale < 0) {
        int at = table.put(b, from, from + length, day, hash);
        sums.add(table.slots(), at, ExactSums.unpackBig(entries));
        continue;
      }
      int at = queue.add(b, from, from + length, day, hash);
      queue.values()[at + QUEUED_AMOUNT] = entries.readZigZag();
      queue.values()[at + QUEUED_SCALE] = scale;
      if (queue.isFull()) {
        putQueued();
      }
    }
    putQueued();
  }

  @Override
  public void drain() {
    PartialWriter writer = java.util.Objects.requireNonNull(out, "made for merging");
    putQueued();
    long[] slots = table.slots();
    for (int e = table.firstEntry(); e >= 0; e = table.nextEntry(e)) {
      int partition = table.partitionOf(e, writer.partitions());
      ByteOutput part = writer.to(partition);
      part.writeVarLong(table.keyLength(e));
      table.appendKey(e, part);
      part.writeZigZag(table.number(e));
      sums.pack(slots, table.values(e), part);
      writer.wrote(partition);
    }
    table.clear(policy.maxMemory());
    sums.clear();
    policy.drained();
  }

  /** Removes everything. Keeps the memory for other partials, up to a limit. */
  void clear() {
    if (!table.clear(Long.MAX_VALUE)) {
      sorter = new RowSorter(0);
    }
    sums.clear();
  }

  @Override
  public long memory() {
    return table.memory();
  }

  /** Returns the number of customer-days. */
  public int size() {
    return table.size();
  }

  /**
   * Returns the order of the report: by date, then by customer in {@link CustomerOrder}. Valid
   * until the next call.
   */
  public RowSorter ranked() {
    sorter.clear(table.size());
    for (int e = table.firstEntry(); e >= 0; e = table.nextEntry(e)) {
      byte[] b = table.key(e);
      int to = table.keyLength(e);
      int kind = CustomerOrder.kind(b, 0, to);
      sorter.add(firstKey(epochDay(e), kind), CustomerOrder.rank(kind, b, 0, to), e);
    }
    sorter.sort((a, b) -> table.compareKeys(a, b, CustomerOrder::compareTies));
    return sorter;
  }

  /** Passes each customer-day, in no particular order. */
  public void forEach(Consumer<CustomerDay> to) {
    for (int e = table.firstEntry(); e >= 0; e = table.nextEntry(e)) {
      byte[] bytes = table.key(e);
      String customer = new String(bytes, 0, table.keyLength(e), StandardCharsets.UTF_8);
      to.accept(new CustomerDay(LocalDate.ofEpochDay(epochDay(e)), customer, total(e)));
    }
  }

  /** Loads the entries at these ranks into the CPU cache. */
  void load(RowSorter ranked, int from, int to) {
    table.load(ranked, from, to);
  }

  private static long firstKey(int epochDay, int kind) {
    return ((epochDay - (long) Integer.MIN_VALUE) << 2) | kind;
  }

  /** Returns the day of the entry at {@code place}, in days since 1970-01-01. */
  public int epochDay(int place) {
    return (int) table.number(place);
  }

  /** Appends the customer's ID of the entry at {@code place}. */
  public void appendCustomer(int place, ByteOutput to) {
    table.appendKey(place, to);
  }

  /** Returns the total of the entry at {@code place}. */
  public BigDecimal total(int place) {
    return sums.get(table.slots(), table.values(place));
  }

  /**
   * Returns whether the total of the entry at {@code place} exceeds {@code unscaled / 10^scale}.
   */
  public boolean isMoreThan(int place, long unscaled, int scale) {
    return sums.compare(table.slots(), table.values(place), unscaled, scale) > 0;
  }

  /**
   * Appends the total of the entry at {@code place}, with at least {@link #MIN_DECIMALS} decimals.
   */
  public void appendTotal(int place, ByteOutput to) {
    sums.appendText(table.slots(), table.values(place), MIN_DECIMALS, to);
  }

  /** Adds the total of the entry at {@code place} to a sum in another table's slot. */
  public void addTotal(int place, ExactSums to, long[] slots, int at) {
    long[] own = table.slots();
    int values = table.values(place);
    if (own[values + 1] >= 0) {
      to.add(slots, at, own[values], (int) own[values + 1]);
    } else {
      to.add(slots, at, sums.get(own, values));
    }
  }
}
