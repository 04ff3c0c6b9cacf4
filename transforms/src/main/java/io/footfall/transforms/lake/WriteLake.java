package io.footfall.transforms.lake;

import io.footfall.dataset.Dataset;
import io.footfall.files.Destination;
import io.footfall.lake.LakeTarget;
import io.footfall.lake.Seal;
import io.footfall.lake.StreamBatch;
import io.footfall.report.Heartbeat;
import io.footfall.report.OwnerWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.AfterFirst;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of a stream into a lake, in sealed batches of a few minutes, as files by day
 * and hour of the event. Emits the IDs of the batches.
 *
 * <p>Nothing is duplicated: a batch is written once the runner guarantees the same batch after a
 * failure ({@link DoFn.RequiresStableInput}; on Flink, after the checkpoint that contains it), and
 * it is named after its content.
 */
public final class WriteLake
    extends PTransform<PCollection<KV<Long, byte[]>>, PCollection<String>> {
  /** Number of groups of hours. A key per hour would stay in the state indefinitely. */
  private static final int GROUPS = 16;

  private static final int MOST_CHUNKS = 500;

  private final Dataset<?> dataset;
  private final LakeTarget target;
  private final Duration every;
  private final @Nullable OwnerWatch owner;

  private WriteLake(
      Dataset<?> dataset, LakeTarget target, Duration every, @Nullable OwnerWatch owner) {
    this.dataset = dataset;
    this.target = target;
    this.every = every;
    this.owner = owner;
  }

  /**
   * Returns a transform that writes to this lake. The input is chunks of {@link
   * io.footfall.lake.HourChunks} by {@link #key}.
   *
   * @param target the lake, and the description of the run for the seals
   */
  public static WriteLake to(Dataset<?> dataset, LakeTarget target) {
    return new WriteLake(dataset, target, Duration.ofMinutes(5), null);
  }

  /** Returns a copy with another maximum wait of a batch. Default: 5 minutes. */
  public WriteLake withEvery(Duration value) {
    return new WriteLake(dataset, target, value, owner);
  }

  /**
   * Writes only as long as a run owns its part of the lake. By default, ownership is not checked.
   */
  public WriteLake withOwner(OwnerWatch value) {
    return new WriteLake(dataset, target, every, value);
  }

  /**
   * Returns the key of a chunk. Chunks with the same key form batches together.
   *
   * @param shard one of the shards over which the chunks of an hour are spread
   */
  public static long key(long epochHour, int shard) {
    return (long) shard * GROUPS + Math.floorMod(epochHour, GROUPS);
  }

  @Override
  public PCollection<String> expand(PCollection<KV<Long, byte[]>> chunks) {
    return chunks
        .apply(
            "IntoBatches",
            Window.<KV<Long, byte[]>>into(new GlobalWindows())
                .triggering(
                    Repeatedly.forever(
                        AfterFirst.of(
                            AfterPane.elementCountAtLeast(MOST_CHUNKS),
                            AfterProcessingTime.pastFirstElementInPane()
                                .plusDelayOf(org.joda.time.Duration.millis(every.toMillis())))))
                .withAllowedLateness(org.joda.time.Duration.ZERO)
                .discardingFiredPanes())
        .apply("GroupChunks", GroupByKey.create())
        .apply("WriteBatches", ParDo.of(new WriteBatches(dataset, target, owner)))
        .setCoder(StringUtf8Coder.of());
  }

  static final class WriteBatches extends DoFn<KV<Long, Iterable<byte[]>>, String> {
    private final Dataset<?> dataset;
    private final LakeTarget target;
    private final @Nullable OwnerWatch owner;
    private transient @Nullable Heartbeat heartbeat;

    WriteBatches(Dataset<?> dataset, LakeTarget target, @Nullable OwnerWatch owner) {
      this.dataset = dataset;
      this.target = target;
      this.owner = owner;
    }

    @Setup
    public void setup() {
      if (owner != null) {
        heartbeat = owner.heartbeat();
      }
    }

    @Teardown
    public void teardown() {
      if (heartbeat != null) {
        heartbeat.close();
      }
    }

    @RequiresStableInput
    @ProcessElement
    public void processElement(
        @Element KV<Long, Iterable<byte[]>> group, OutputReceiver<String> out) throws IOException {
      List<byte[]> chunks = new ArrayList<>();
      group.getValue().forEach(chunks::add);
      if (!chunks.isEmpty()) {
        if (owner != null) {
          owner.beforeWrite();
        }
        Seal seal =
            new Destination(target.folder())
                .write(() -> StreamBatch.write(dataset, chunks, target));
        out.output(seal.batch());
      }
    }
  }
}
