package io.footfall.transforms.visits;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.bytes.ByteOutput;
import io.footfall.transforms.aggregate.AggregateByPartition;
import io.footfall.transforms.aggregate.AggregateGlobally;
import io.footfall.transforms.aggregate.Aggregation;
import io.footfall.visits.UrlTotals;
import io.footfall.visits.UrlVisits;
import io.footfall.visits.UrlVisitsCoder;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitRow;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * Finds the most visited URL: one per window and pane, none without visits. Ties go to the URL
 * whose first visit is earliest, then to the smallest in unsigned byte order (src/docs/formats.md,
 * section 2.1), so that the result depends neither on the runner nor on the order of the visits.
 *
 * <p>Works in batch and streaming, with all windows that do not merge. {@link AggregateGlobally}
 * describes panes and lateness.
 */
public final class FindMostVisitedUrl
    extends PTransform<PCollection<Visit>, PCollection<UrlVisits>> {
  private final AggregateGlobally<Visit, UrlVisits> aggregate;

  private FindMostVisitedUrl(AggregateGlobally<Visit, UrlVisits> aggregate) {
    this.aggregate = aggregate;
  }

  /** Returns a transform that uses exact counts. */
  public static FindMostVisitedUrl exactly() {
    return new FindMostVisitedUrl(
        AggregateGlobally.of(new PerPartition(), FindMostVisitedUrl::first, UrlVisitsCoder.of()));
  }

  /**
   * Returns a copy with another number of partitions ({@link AggregateByPartition#withPartitions}).
   * Use more partitions for a very large number of URLs.
   */
  public FindMostVisitedUrl withPartitions(int value) {
    return new FindMostVisitedUrl(aggregate.withPartitions(value));
  }

  @Override
  public PCollection<UrlVisits> expand(PCollection<Visit> visits) {
    return visits.apply("AggregateGlobally", aggregate);
  }

  /** Finds the first URL of all partitions: all visits to a URL are in one partition. */
  private static final class PerPartition extends VisitAggregation<byte[]> {
    @Override
    public List<Aggregate<VisitRow>> folding(IntFunction<PartialWriter> writers, long maxMemory) {
      return List.of(UrlTotals.foldingTo(writers.apply(0), maxMemory));
    }

    @Override
    public Merging<byte[]> merging() {
      UrlTotals totals = UrlTotals.merging();
      return Merging.of(
          totals::merge,
          to -> {
            ByteOutput summary = new ByteOutput();
            totals.packMostVisited(summary);
            to.accept(summary.toByteArray());
          });
    }
  }

  private static Aggregation.Merging<UrlVisits> first() {
    UrlTotals totals = UrlTotals.merging();
    return Aggregation.Merging.of(totals::merge, to -> totals.mostVisited().ifPresent(to));
  }
}
