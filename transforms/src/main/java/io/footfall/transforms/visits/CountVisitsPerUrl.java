package io.footfall.transforms.visits;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.transforms.aggregate.AggregateByPartition;
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
 * Counts the visits to each URL and adds up the time spent on it: one {@link UrlVisits} per URL,
 * window and pane, with the average.
 *
 * <p>Results are exact: counts are integers, sums are decimals, and an average is rounded once,
 * from the exact sum. Works in batch and streaming, with all windows that do not merge. {@link
 * AggregateByPartition} describes panes, lateness and cost.
 *
 * <pre>{@code
 * PCollection<UrlVisits> hourly =
 *     visits
 *         .apply("Hourly", Window.into(FixedWindows.of(Duration.standardHours(1))))
 *         .apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly());
 * }</pre>
 */
public final class CountVisitsPerUrl
    extends PTransform<PCollection<Visit>, PCollection<UrlVisits>> {
  private final AggregateByPartition<Visit, UrlVisits> aggregate;

  private CountVisitsPerUrl(AggregateByPartition<Visit, UrlVisits> aggregate) {
    this.aggregate = aggregate;
  }

  /** Returns a transform with exact counts, sums and averages. */
  public static CountVisitsPerUrl exactly() {
    return new CountVisitsPerUrl(AggregateByPartition.of(new PerUrl(), UrlVisitsCoder.of()));
  }

  /**
   * Returns a copy with another number of partitions ({@link AggregateByPartition#withPartitions}).
   * Use more partitions for a very large number of URLs.
   */
  public CountVisitsPerUrl withPartitions(int value) {
    return new CountVisitsPerUrl(aggregate.withPartitions(value));
  }

  /** Returns a copy with another memory limit ({@link AggregateByPartition#withMaxMemory}). */
  public CountVisitsPerUrl withMaxMemory(long bytes) {
    return new CountVisitsPerUrl(aggregate.withMaxMemory(bytes));
  }

  @Override
  public PCollection<UrlVisits> expand(PCollection<Visit> visits) {
    return visits.apply("AggregateByPartition", aggregate);
  }

  private static final class PerUrl extends VisitAggregation<UrlVisits> {
    @Override
    public List<Aggregate<VisitRow>> folding(IntFunction<PartialWriter> writers, long maxMemory) {
      return List.of(UrlTotals.foldingTo(writers.apply(0), maxMemory));
    }

    @Override
    public Merging<UrlVisits> merging() {
      UrlTotals totals = UrlTotals.merging();
      return Merging.of(totals::merge, totals::forEach);
    }
  }
}
