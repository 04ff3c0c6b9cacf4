package io.footfall.transforms.aggregate;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.WindowingStrategy.AccumulationMode;

/**
 * Aggregates a collection as {@link AggregateByPartition} does, and combines the partitions into
 * one value per window: each is summarized, and the summaries are merged.
 *
 * <p>It has the guarantees of {@link AggregateByPartition}. With accumulating panes a partition
 * that fires again replaces its earlier summary, so that nothing is counted twice. Two {@code
 * Combine}s in a row would not do that.
 *
 * @param <T> the element
 * @param <OutT> the result
 */
public final class AggregateGlobally<T, OutT>
    extends PTransform<PCollection<T>, PCollection<OutT>> {
  private static final int ONLY_KEY = 0;

  private final Aggregation<T, ?, byte[]> perPartition;
  private final Summaries<OutT> summaries;
  private final Coder<OutT> coder;
  private final AggregateByPartition.Grouping grouping;

  /** Creates the merge of summaries, whose entries are merged as those of aggregate 0. */
  @FunctionalInterface
  public interface Summaries<OutT> extends java.io.Serializable {
    /** Returns a new, empty merge. */
    Aggregation.Merging<OutT> merging();
  }

  private AggregateGlobally(
      Aggregation<T, ?, byte[]> perPartition,
      Summaries<OutT> summaries,
      Coder<OutT> coder,
      AggregateByPartition.Grouping grouping) {
    this.perPartition = perPartition;
    this.summaries = summaries;
    this.coder = coder;
    this.grouping = grouping;
  }

  /**
   * Returns a transform that computes one value from the parts.
   *
   * @param perPartition emits at most one summary, as packed entries
   * @param summaries merges them
   */
  public static <T, OutT> AggregateGlobally<T, OutT> of(
      Aggregation<T, ?, byte[]> perPartition, Summaries<OutT> summaries, Coder<OutT> coder) {
    return new AggregateGlobally<>(
        perPartition, summaries, coder, AggregateByPartition.Grouping.DEFAULT);
  }

  /**
   * Returns a copy with another number of partitions ({@link AggregateByPartition#withPartitions}).
   */
  public AggregateGlobally<T, OutT> withPartitions(int value) {
    return new AggregateGlobally<>(perPartition, summaries, coder, grouping.withPartitions(value));
  }

  /** Returns a copy with another memory limit ({@link AggregateByPartition#withMaxMemory}). */
  public AggregateGlobally<T, OutT> withMaxMemory(long bytes) {
    return new AggregateGlobally<>(perPartition, summaries, coder, grouping.withMaxMemory(bytes));
  }

  /**
   * Returns a copy that also has a result for empty input ({@link
   * AggregateByPartition#evenIfEmpty}).
   */
  public AggregateGlobally<T, OutT> evenIfEmpty() {
    return new AggregateGlobally<>(
        perPartition, summaries, coder, grouping.withResultEvenIfEmpty());
  }

  @Override
  public PCollection<OutT> expand(PCollection<T> input) {
    boolean accumulating =
        input.getWindowingStrategy().getMode() == AccumulationMode.ACCUMULATING_FIRED_PANES;
    return AggregateByPartition.group(input, perPartition, grouping)
        .apply("SummarizePartition", ParDo.of(new SummarizePartition(perPartition)))
        .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()))
        .apply("GroupSummaries", GroupByKey.create())
        .apply("MergeSummaries", ParDo.of(new MergeSummaries<>(summaries, accumulating)))
        .setCoder(coder);
  }

  /** Merges the partials of one partition, and labels the summary with its partition and pane. */
  private static final class SummarizePartition
      extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
    private final Aggregation<?, ?, byte[]> perPartition;

    SummarizePartition(Aggregation<?, ?, byte[]> perPartition) {
      this.perPartition = perPartition;
    }

    @ProcessElement
    public void processElement(
        @Element KV<Integer, Iterable<byte[]>> chunks,
        PaneInfo pane,
        OutputReceiver<KV<Integer, byte[]>> out) {
      AggregateByPartition.merge(
          perPartition,
          chunks.getValue(),
          summary -> {
            ByteOutput tagged = new ByteOutput(summary.length + 12);
            tagged.writeVarLong(chunks.getKey());
            tagged.writeVarLong(pane.getIndex());
            tagged.write(summary);
            out.output(KV.of(ONLY_KEY, tagged.toByteArray()));
          });
    }
  }

  private static final class MergeSummaries<OutT>
      extends DoFn<KV<Integer, Iterable<byte[]>>, OutT> {
    private final Summaries<OutT> summaries;
    private final boolean accumulating;

    MergeSummaries(Summaries<OutT> summaries, boolean accumulating) {
      this.summaries = summaries;
      this.accumulating = accumulating;
    }

    private record Summary(long pane, ByteInput entries) {}

    @ProcessElement
    public void processElement(
        @Element KV<Integer, Iterable<byte[]>> tagged, OutputReceiver<OutT> out) {
      Iterator<byte[]> rest = tagged.getValue().iterator();
      if (!rest.hasNext()) {
        return; // An empty pane has no result, as in AggregateByPartition.merge.
      }
      Aggregation.Merging<OutT> merging = summaries.merging();
      Map<Integer, Summary> latest = new HashMap<>();
      while (rest.hasNext()) {
        ByteInput entries = withSlack(rest.next());
        int partition = entries.readVarInt();
        long pane = entries.readVarLong();
        if (accumulating) {
          latest.merge(
              partition,
              new Summary(pane, entries),
              (one, other) -> one.pane > other.pane ? one : other);
        } else {
          merging.merge(0, entries);
        }
      }
      latest.values().forEach(summary -> merging.merge(0, summary.entries));
      merging.results(out::output);
    }

    private static ByteInput withSlack(byte[] b) {
      return new ByteInput(java.util.Arrays.copyOf(b, b.length + 16), 0, b.length);
    }
  }
}
