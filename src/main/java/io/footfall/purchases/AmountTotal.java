package io.footfall.purchases;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.ExactSums;
import io.footfall.aggregate.PartialWriter;
import io.footfall.bytes.ByteInput;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The exact sum of all amounts: the control total for the customer-days. */
public final class AmountTotal implements Aggregate<PurchaseRow> {
  private static final int PARTITION = 0;

  private final long[] sum = new long[ExactSums.LONGS];
  private final ExactSums sums = new ExactSums();
  private final @Nullable PartialWriter out;
  private boolean empty = true;

  private AmountTotal(@Nullable PartialWriter out) {
    this.out = out;
  }

  /** Returns an aggregate that folds rows and emits partials to {@code out}. */
  public static AmountTotal foldingTo(PartialWriter out) {
    return new AmountTotal(out);
  }

  /** Returns an aggregate that merges partials and holds the result. */
  public static AmountTotal merging() {
    return new AmountTotal(null);
  }

  @Override
  public void add(PurchaseRow row) {
    empty = false;
    if (row.bigAmount == null) {
      sums.add(sum, 0, row.amount, row.amountScale);
    } else {
      sums.add(sum, 0, row.bigAmount);
    }
  }

  @Override
  public void merge(ByteInput entries) {
    while (entries.hasRemaining()) {
      empty = false;
      sums.merge(sum, 0, entries);
    }
  }

  @Override
  public void drain() {
    PartialWriter writer = java.util.Objects.requireNonNull(out, "made for merging");
    if (!empty) {
      sums.pack(sum, 0, writer.to(PARTITION));
      writer.wrote(PARTITION);
    }
    sum[0] = 0;
    sum[1] = 0;
    sums.clear();
    empty = true;
  }

  @Override
  public long memory() {
    return 0;
  }

  /** Returns the exact total. */
  public BigDecimal total() {
    return sums.get(sum, 0);
  }
}
