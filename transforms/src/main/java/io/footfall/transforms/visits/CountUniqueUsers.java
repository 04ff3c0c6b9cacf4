package io.footfall.transforms.visits;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowCount;
import io.footfall.bytes.ByteOutput;
import io.footfall.transforms.aggregate.AggregateByPartition;
import io.footfall.transforms.aggregate.AggregateGlobally;
import io.footfall.transforms.aggregate.Aggregation;
import io.footfall.visits.UniqueUsers;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitRow;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * Counts distinct users: one number per window and pane, exact for IDs of any length. For an empty
 * collection, the number is 0 if the collection is bounded and in the global window; other windows
 * without visits have no result.
 *
 * <p>Works in batch and streaming, with all windows that do not merge. {@link AggregateGlobally}
 * describes panes and lateness. With discarding panes, a user who was seen before is counted again.
 */
public final class CountUniqueUsers extends PTransform<PCollection<Visit>, PCollection<Long>> {
  private final AggregateGlobally<Visit, Long> aggregate;

  private CountUniqueUsers(AggregateGlobally<Visit, Long> aggregate) {
    this.aggregate = aggregate;
  }

  /** Returns a transform that counts the users exactly. */
  public static CountUniqueUsers exactly() {
    return new CountUniqueUsers(
        AggregateGlobally.of(new PerPartition(), CountUniqueUsers::sum, VarLongCoder.of())
            .evenIfEmpty());
  }

  /**
   * Returns a copy with another number of partitions ({@link AggregateByPartition#withPartitions}).
   * Use more partitions for a very large number of users.
   */
  public CountUniqueUsers withPartitions(int value) {
    return new CountUniqueUsers(aggregate.withPartitions(value));
  }

  @Override
  public PCollection<Long> expand(PCollection<Visit> visits) {
    return visits.apply("AggregateGlobally", aggregate);
  }

  /** Adds the numbers of the partitions, which have no user in common. */
  private static final class PerPartition extends VisitAggregation<byte[]> {
    @Override
    public List<Aggregate<VisitRow>> folding(IntFunction<PartialWriter> writers, long maxMemory) {
      return List.of(UniqueUsers.foldingTo(writers.apply(0), maxMemory));
    }

    @Override
    public Merging<byte[]> merging() {
      UniqueUsers users = UniqueUsers.merging();
      return Merging.of(
          users::merge,
          to -> {
            ByteOutput summary = new ByteOutput(16);
            summary.writeVarLong(users.count());
            to.accept(summary.toByteArray());
          });
    }
  }

  private static Aggregation.Merging<Long> sum() {
    RowCount<VisitRow> users = RowCount.merging();
    return Aggregation.Merging.of(users::merge, to -> to.accept(users.count()));
  }
}
