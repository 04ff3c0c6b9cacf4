package io.footfall.transforms.aggregate;

import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Folds the elements of a bundle, per window, and emits packed partials by partition. */
final class FoldElements<T, R> extends DoFn<T, KV<Integer, byte[]>> {
  private final Aggregation<T, R, ?> aggregation;
  private final int partitions;
  private final TimestampCombiner timestamps;
  private final long maxMemory;

  private transient @Nullable WindowedFold<R> fold;
  private transient @Nullable R row;

  FoldElements(
      Aggregation<T, R, ?> aggregation,
      int partitions,
      TimestampCombiner timestamps,
      long maxMemory) {
    this.maxMemory = maxMemory;
    this.aggregation = aggregation;
    this.partitions = partitions;
    this.timestamps = timestamps;
  }

  /**
   * Permits any skew: an element can cause partials of another, earlier window to be emitted. The
   * watermark does not pass them, because the elements of a bundle hold it until the bundle ends.
   */
  @Override
  @SuppressWarnings("deprecation") // Beam offers no replacement.
  public Duration getAllowedTimestampSkew() {
    return WindowedFold.ANY_SKEW;
  }

  /** Starts an empty bundle. */
  @StartBundle
  public void startBundle() {
    if (fold == null) {
      fold = new WindowedFold<>(aggregation::folding, partitions, timestamps, maxMemory);
      row = aggregation.row();
    }
    fold.start();
  }

  /** Folds one element. */
  @ProcessElement
  public void processElement(
      @Element T element,
      @Timestamp Instant timestamp,
      BoundedWindow window,
      OutputReceiver<KV<Integer, byte[]>> out) {
    R filled = java.util.Objects.requireNonNull(row);
    aggregation.fill(filled, element);
    java.util.Objects.requireNonNull(fold)
        .add(
            filled,
            timestamp,
            window,
            (partition, chunk, at, of) ->
                out.outputWindowedValue(
                    KV.of(partition, chunk), at, List.of(of), PaneInfo.NO_FIRING));
  }

  /** Sends the partials. */
  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    java.util.Objects.requireNonNull(fold)
        .finish((partition, chunk, at, of) -> context.output(KV.of(partition, chunk), at, of));
  }
}
