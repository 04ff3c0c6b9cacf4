package io.footfall.transforms.visits;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowCount;
import io.footfall.transforms.aggregate.AggregateByPartition;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitRow;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * Counts all visits: one number per window and pane. Without visits, the number is 0 in the global
 * window of a bounded collection; other windows have no result.
 *
 * <p>Works in batch and streaming, with all windows that do not merge. {@link AggregateByPartition}
 * describes panes and lateness. A bundle sends one number, so that there is no hot key.
 */
public final class CountVisits extends PTransform<PCollection<Visit>, PCollection<Long>> {

  private CountVisits() {}

  /** Returns a transform that counts all visits. */
  public static CountVisits globally() {
    return new CountVisits();
  }

  @Override
  public PCollection<Long> expand(PCollection<Visit> visits) {
    return visits.apply(
        "AggregateByPartition",
        AggregateByPartition.of(new All(), VarLongCoder.of()).withPartitions(1).evenIfEmpty());
  }

  private static final class All extends VisitAggregation<Long> {
    @Override
    public List<Aggregate<VisitRow>> folding(IntFunction<PartialWriter> writers, long maxMemory) {
      return List.of(RowCount.foldingTo(writers.apply(0)));
    }

    @Override
    public Merging<Long> merging() {
      RowCount<VisitRow> count = RowCount.merging();
      return Merging.of(count::merge, to -> to.accept(count.count()));
    }
  }
}
