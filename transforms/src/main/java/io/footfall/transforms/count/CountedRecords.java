package io.footfall.transforms.count;

import io.footfall.rejects.Reject;
import io.footfall.report.WindowResult;
import io.footfall.stream.RecordBlock;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;

/**
 * The output of {@link CountRecords}. Bounded blocks become the parts of one report, for {@link
 * CommitReport}; unbounded ones become results of windows, pane by pane, and rejects.
 */
public final class CountedRecords implements PInput, POutput {
  static final TupleTag<WindowResult> RESULTS = new TupleTag<>("results") {};

  /** The merged partials of bounded blocks, by shard. */
  static final TupleTag<KV<Long, byte[]>> MERGED = new TupleTag<>("merged") {};

  private final CountRecords step;
  private final PCollection<RecordBlock> blocks;
  private final PCollectionTuple outputs;

  CountedRecords(CountRecords step, PCollection<RecordBlock> blocks, PCollectionTuple outputs) {
    this.step = step;
    this.blocks = blocks;
    this.outputs = outputs;
  }

  CountRecords step() {
    return step;
  }

  /** Returns the blocks that are counted. */
  public PCollection<RecordBlock> getBlocks() {
    return blocks;
  }

  /**
   * Returns a result per window and pane.
   *
   * @throws IllegalArgumentException if the blocks are bounded
   */
  public PCollection<WindowResult> getResults() {
    return outputs.get(RESULTS);
  }

  /**
   * Returns the records that are not in any result, each with its reason.
   *
   * @throws IllegalArgumentException if the blocks are bounded
   */
  public PCollection<Reject> getRejects() {
    return outputs.get(FoldRecords.REJECTS);
  }

  /**
   * Returns the counted records with {@link CountRecords#withLake}: for {@link
   * io.footfall.transforms.lake.StageLakeFiles}, or for {@link
   * io.footfall.transforms.lake.WriteLake} if the blocks are unbounded.
   */
  public PCollection<KV<Long, byte[]>> getRecords() {
    return outputs.get(FoldRecords.LAKE);
  }

  /** Returns an output of bounded blocks. */
  PCollection<KV<Long, byte[]>> get(TupleTag<KV<Long, byte[]>> tag) {
    return outputs.get(tag);
  }

  /** Applies a transform. */
  public <O extends POutput> O apply(String name, PTransform<? super CountedRecords, O> transform) {
    return Pipeline.applyTransform(name, this, transform);
  }

  @Override
  public Pipeline getPipeline() {
    return outputs.getPipeline();
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return outputs.expand();
  }

  @Override
  public void finishSpecifyingOutput(
      String transformName, PInput input, PTransform<?, ?> transform) {}
}
