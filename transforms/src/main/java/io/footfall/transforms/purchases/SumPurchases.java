package io.footfall.transforms.purchases;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.purchases.CustomerDay;
import io.footfall.purchases.CustomerDayCoder;
import io.footfall.purchases.CustomerDayTotals;
import io.footfall.purchases.Purchase;
import io.footfall.purchases.PurchaseRow;
import io.footfall.transforms.aggregate.AggregateByPartition;
import io.footfall.transforms.aggregate.Aggregation;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * Sums the amounts per day and customer: one {@link CustomerDay} per day, customer, window and
 * pane.
 *
 * <p>Sums are exact: they use decimals, never binary floating point. The day of the purchase is
 * part of the key, so any windows work. A customer-day whose returns cancel its purchases is kept,
 * with 0. Works in batch and streaming, with all windows that do not merge. {@link
 * AggregateByPartition} describes panes, lateness and cost.
 */
public final class SumPurchases
    extends PTransform<PCollection<Purchase>, PCollection<CustomerDay>> {
  private final AggregateByPartition<Purchase, CustomerDay> aggregate;

  private SumPurchases(AggregateByPartition<Purchase, CustomerDay> aggregate) {
    this.aggregate = aggregate;
  }

  /** Returns a transform that sums per day and customer. */
  public static SumPurchases perDayAndCustomer() {
    return new SumPurchases(
        AggregateByPartition.of(new PerDayAndCustomer(), CustomerDayCoder.of()));
  }

  /**
   * Returns a copy with another number of partitions ({@link AggregateByPartition#withPartitions}).
   * Use more partitions for a very large number of customer-days.
   */
  public SumPurchases withPartitions(int value) {
    return new SumPurchases(aggregate.withPartitions(value));
  }

  @Override
  public PCollection<CustomerDay> expand(PCollection<Purchase> purchases) {
    return purchases.apply("AggregateByPartition", aggregate);
  }

  private static final class PerDayAndCustomer
      implements Aggregation<Purchase, PurchaseRow, CustomerDay> {
    @Override
    public PurchaseRow row() {
      return new PurchaseRow();
    }

    @Override
    public void fill(PurchaseRow row, Purchase purchase) {
      row.set(purchase);
    }

    @Override
    public List<Aggregate<PurchaseRow>> folding(
        IntFunction<PartialWriter> writers, long maxMemory) {
      return List.of(CustomerDayTotals.foldingTo(writers.apply(0), maxMemory));
    }

    @Override
    public Merging<CustomerDay> merging() {
      CustomerDayTotals totals = CustomerDayTotals.merging();
      return Merging.of(totals::merge, totals::forEach);
    }
  }
}
