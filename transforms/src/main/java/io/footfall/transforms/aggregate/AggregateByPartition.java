package io.footfall.transforms.aggregate;

import io.footfall.aggregate.PartialWriter;
import java.io.Serializable;
import java.util.Iterator;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * Aggregates a collection with few, large elements in the shuffle: elements are folded within a
 * bundle, per window; the aggregates are divided by key into a few packed partitions; one {@link
 * GroupByKey} over the partitions groups them; they are merged, and results are emitted, one
 * partition at a time.
 *
 * <p>Guarantees, for any runner and any windowing that does not merge windows:
 *
 * <ul>
 *   <li>The result of a pane is exact, and does not depend on bundles, order or partitions.
 *   <li>Triggers, lateness and accumulation are those of the input's windowing, as with {@code
 *       Combine.perKey}. With accumulating panes, a pane repeats all results of its partition: keep
 *       the latest per key. With discarding panes, a pane covers what arrived since the previous
 *       one.
 *   <li>Hot keys cost nothing extra, and memory is bounded by distinct keys / partitions.
 * </ul>
 *
 * <p>{@code Combine.perKey} pays the runner's overhead, 1 to 10 microseconds or more, for each
 * element; this transform pays it once per partition, bundle and window. For a single value from
 * all partitions see {@link AggregateGlobally}.
 *
 * @param <T> the element
 * @param <OutT> the result
 */
public final class AggregateByPartition<T, OutT>
    extends PTransform<PCollection<T>, PCollection<OutT>> {
  /** Default number of key partitions, enough for the cores of one machine. */
  public static final int DEFAULT_PARTITIONS = 8;

  private static final int NO_AGGREGATE = 0;

  private final Aggregation<T, ?, OutT> aggregation;
  private final Coder<OutT> coder;
  private final Grouping grouping;

  private AggregateByPartition(
      Aggregation<T, ?, OutT> aggregation, Coder<OutT> coder, Grouping grouping) {
    this.aggregation = aggregation;
    this.coder = coder;
    this.grouping = grouping;
  }

  /** Settings that both steps share. */
  record Grouping(int partitions, long maxMemory, boolean evenIfEmpty) implements Serializable {
    static final Grouping DEFAULT =
        new Grouping(DEFAULT_PARTITIONS, WindowedFold.DEFAULT_MEMORY, false);

    Grouping withPartitions(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("partitions: " + value + "; expected at least 1");
      }
      return new Grouping(value, maxMemory, evenIfEmpty);
    }

    Grouping withMaxMemory(long bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("maxMemory: " + bytes + "; expected at least 1");
      }
      return new Grouping(partitions, bytes, evenIfEmpty);
    }

    Grouping withResultEvenIfEmpty() {
      return new Grouping(partitions, maxMemory, true);
    }
  }

  /** Returns a transform for an aggregation and the coder of its results. */
  public static <T, OutT> AggregateByPartition<T, OutT> of(
      Aggregation<T, ?, OutT> aggregation, Coder<OutT> coder) {
    return new AggregateByPartition<>(aggregation, coder, Grouping.DEFAULT);
  }

  /**
   * Returns a copy with this number of key partitions. A partition must fit in memory. At least 1;
   * {@value #DEFAULT_PARTITIONS} by default.
   */
  public AggregateByPartition<T, OutT> withPartitions(int value) {
    return new AggregateByPartition<>(aggregation, coder, grouping.withPartitions(value));
  }

  /**
   * Returns a copy whose bundles hold about this many bytes before they emit partials. At least 1;
   * by default an eighth of the heap for all cores together.
   */
  public AggregateByPartition<T, OutT> withMaxMemory(long bytes) {
    return new AggregateByPartition<>(aggregation, coder, grouping.withMaxMemory(bytes));
  }

  /**
   * Returns a copy that also emits the result of no elements for an empty collection, if it is
   * bounded and in the global window, as {@code Combine.globally} does.
   */
  public AggregateByPartition<T, OutT> evenIfEmpty() {
    return new AggregateByPartition<>(aggregation, coder, grouping.withResultEvenIfEmpty());
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(DisplayData.item("partitions", grouping.partitions()).withLabel("Key partitions"));
    builder.add(DisplayData.item("maxMemory", grouping.maxMemory()).withLabel("Bytes per bundle"));
  }

  @Override
  public PCollection<OutT> expand(PCollection<T> input) {
    return group(input, aggregation, grouping)
        .apply("MergePartials", ParDo.of(new MergePartition<>(aggregation)))
        .setCoder(coder);
  }

  static <T> PCollection<KV<Integer, Iterable<byte[]>>> group(
      PCollection<T> input, Aggregation<T, ?, ?> aggregation, Grouping grouping) {
    WindowingStrategy<?, ?> windowing = input.getWindowingStrategy();
    if (!windowing.getWindowFn().isNonMerging()) {
      throw new IllegalArgumentException(
          "The input is in windows that merge ("
              + windowing.getWindowFn()
              + "), which would merge per partition and not per key; expected windows that do not"
              + " merge, such as FixedWindows or SlidingWindows. Apply Window.into(...) first.");
    }
    KvCoder<Integer, byte[]> partialCoder = KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of());
    PCollection<KV<Integer, byte[]>> partials =
        input.apply("FoldInBundles", fold(aggregation, grouping, windowing)).setCoder(partialCoder);
    if (grouping.evenIfEmpty
        && input.isBounded() == IsBounded.BOUNDED
        && windowing.getWindowFn() instanceof GlobalWindows) {
      PCollection<KV<Integer, byte[]>> nothing =
          input
              .getPipeline()
              .apply(
                  "NoElements",
                  Create.of(KV.of(0, PartialWriter.empty(NO_AGGREGATE))).withCoder(partialCoder))
              .setWindowingStrategyInternal(windowing);
      partials =
          PCollectionList.of(partials).and(nothing).apply("EvenIfEmpty", Flatten.pCollections());
    }
    return partials.apply("GroupByPartition", GroupByKey.create());
  }

  private static <T, R> ParDo.SingleOutput<T, KV<Integer, byte[]>> fold(
      Aggregation<T, R, ?> aggregation, Grouping grouping, WindowingStrategy<?, ?> windowing) {
    return ParDo.of(
        new FoldElements<>(
            aggregation,
            grouping.partitions,
            windowing.getTimestampCombiner(),
            grouping.maxMemory));
  }

  /**
   * Merges the partials of one partition and emits the results.
   *
   * <p>A pane without partials emits no result. Such panes occur when nothing arrived since the
   * last one. On Flink, when the watermark jumps over a window and its lateness at once, the
   * complete pane is followed by an empty one, which must not replace it.
   */
  static <OutT> void merge(
      Aggregation<?, ?, OutT> aggregation, Iterable<byte[]> chunks, Consumer<OutT> results) {
    Iterator<byte[]> rest = chunks.iterator();
    if (!rest.hasNext()) {
      return;
    }
    Aggregation.Merging<OutT> merging = aggregation.merging();
    while (rest.hasNext()) {
      byte[] chunk = rest.next();
      merging.merge(PartialWriter.aggregateOf(chunk), PartialWriter.entriesOf(chunk));
    }
    merging.results(results);
  }

  private static final class MergePartition<OutT>
      extends DoFn<KV<Integer, Iterable<byte[]>>, OutT> {
    private final Aggregation<?, ?, OutT> aggregation;

    MergePartition(Aggregation<?, ?, OutT> aggregation) {
      this.aggregation = aggregation;
    }

    @ProcessElement
    public void processElement(
        @Element KV<Integer, Iterable<byte[]>> chunks, OutputReceiver<OutT> out) {
      merge(aggregation, chunks.getValue(), out::output);
    }
  }
}
