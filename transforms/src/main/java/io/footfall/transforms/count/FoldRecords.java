package io.footfall.transforms.count;

import io.footfall.aggregate.RowConsumer;
import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.reading.FieldSource;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.Reject;
import io.footfall.source.ReadProgress;
import io.footfall.stream.RecordBlock;
import io.footfall.transforms.aggregate.WindowedFold;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads blocks, parses their records and adds these to aggregates, in one step. Files and streams
 * use the same step.
 *
 * <p>It emits counts, rejects, the valid records for the lake and, keyed by partition, partials
 * (packed partial aggregates). The {@link BundleFold} decides which windows the records belong to,
 * and when these results are emitted.
 */
final class FoldRecords<R> extends DoFn<RecordBlock, KV<Long, byte[]>> {
  /** Packed partials by partition; of a stream, by window and partition. */
  static final TupleTag<KV<Long, byte[]>> PARTIALS = new TupleTag<>("partials") {};

  /** Parts of the report of a bounded run: counts and rejects. */
  static final TupleTag<KV<Long, byte[]>> PARTS = new TupleTag<>("parts") {};

  /** Valid records for the lake: row groups by day, or chunks by {@code WriteLake.key}. */
  static final TupleTag<KV<Long, byte[]>> LAKE = new TupleTag<>("lake") {};

  /** Valid records of a stream before deduplication, by window and partition of their IDs. */
  static final TupleTag<KV<Long, byte[]>> RECORDS = new TupleTag<>("records") {};

  /** Records that a stream rejects, with the reason. */
  static final TupleTag<Reject> REJECTS = new TupleTag<>("rejects") {};

  private static final long[] NONE = {};

  private final Dataset<R> dataset;
  private final ReadSettings settings;
  private final boolean forLake;
  private final BundleFold.Form<R> form;
  private final @Nullable PCollectionView<Map<String, Iterable<byte[]>>> repeats;

  private transient @Nullable BlockReader<R> blocks;
  private transient @Nullable BundleFold<R> fold;

  /** Whether other workers may be waiting for this bundle. */
  private transient boolean isReading;

  /**
   * Creates a fold.
   *
   * @param forLake whether to reject records with a number that the lake cannot store
   * @param repeats the records of files to leave out, as {@link FindDuplicates} finds them
   */
  FoldRecords(
      Dataset<R> dataset,
      ReadSettings settings,
      boolean forLake,
      BundleFold.Form<R> form,
      @Nullable PCollectionView<Map<String, Iterable<byte[]>>> repeats) {
    this.dataset = dataset;
    this.settings = settings;
    this.forLake = forLake;
    this.form = form;
    this.repeats = repeats;
  }

  /**
   * Permits output with timestamps before that of the message. A message can contain records from
   * before its own timestamp; they are not late (see {@link io.footfall.stream.MessageSource}).
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
      fold = form.create();
      blocks = new BlockReader<>(dataset, settings, forLake, fold.progress());
    }
    fold.start();
    end();
  }

  /** Reads one block to its end. */
  @ProcessElement
  public void processElement(
      @Element RecordBlock block, ProcessContext context, MultiOutputReceiver out)
      throws InterruptedException {
    ReadProgress progress = Objects.requireNonNull(fold).progress();
    if (block.isNothing()) {
      progress.awaitOthers();
      return;
    }
    if (!isReading && block.slice() != null) {
      isReading = true;
      progress.begin();
    }
    try {
      read(block, context, out);
    } catch (RuntimeException | Error e) {
      end();
      throw e;
    }
  }

  private void end() {
    if (isReading) {
      isReading = false;
      Objects.requireNonNull(fold).progress().end();
    }
  }

  private void read(RecordBlock block, ProcessContext context, MultiOutputReceiver out) {
    long[] leaveOut =
        repeats == null
            ? NONE
            : FindDuplicates.positions(
                context
                    .sideInput(repeats)
                    .get(FindDuplicates.nameOf(block.file().file(), block.file().from())));
    Objects.requireNonNull(fold).sendTo(new DuringElement(out));
    Objects.requireNonNull(blocks).read(block, passage -> fold(passage, leaveOut));
  }

  /** The hot loop. */
  private void fold(Passage<R> passage, long[] leaveOut) {
    BundleFold<R> to = Objects.requireNonNull(fold);
    RowConsumer<R> rows = to.open(passage);
    Reject fault = passage.fault();
    if (fault != null) {
      to.reject(fault);
      to.close(0);
      return;
    }
    RecordReader<R> records = passage.records;
    FieldSource source = passage.source;
    R row = records.row();
    long good = 0;
    int leftOut = 0;
    long nextLeftOut = leaveOut.length == 0 ? Long.MAX_VALUE : leaveOut[0] >>> 1;
    while (passage.next()) {
      if (records.fault() != null) {
        to.rejectLast();
      } else if (source.recordOffset() == nextLeftOut) {
        to.leaveOut((leaveOut[leftOut] & 1) != 0);
        nextLeftOut = ++leftOut < leaveOut.length ? leaveOut[leftOut] >>> 1 : Long.MAX_VALUE;
      } else {
        rows.add(row);
        good++;
      }
    }
    if (leftOut < leaveOut.length) {
      throw new FootfallException(
          FootfallException.Kind.IO,
          ("%s changed after the search for duplicates: at byte %s the expected record is"
                  + " missing. Run again once the file is complete.")
              .formatted(passage.name, nextLeftOut));
    }
    to.close(good);
  }

  /** Emits everything that is buffered. */
  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    BundleFold<R> of = Objects.requireNonNull(fold);
    try {
      of.sendTo(new AtEnd(context));
      of.finish();
    } finally {
      end();
    }
  }

  /** Releases the memory that is reused from bundle to bundle. */
  @Teardown
  public void tearDown() {
    if (fold != null) {
      fold.tearDown();
    }
  }

  private record DuringElement(MultiOutputReceiver out) implements BundleFold.Output {
    @Override
    public <T> void emit(TupleTag<T> tag, T value) {
      out.get(tag).output(value);
    }

    @Override
    public <T> void emit(TupleTag<T> tag, T value, Instant at) {
      out.get(tag).outputWithTimestamp(value, at);
    }
  }

  private final class AtEnd implements BundleFold.Output {
    private final FinishBundleContext context;

    AtEnd(FinishBundleContext context) {
      this.context = context;
    }

    @Override
    public <T> void emit(TupleTag<T> tag, T value) {
      emit(tag, value, GlobalWindow.INSTANCE.maxTimestamp());
    }

    @Override
    public <T> void emit(TupleTag<T> tag, T value, Instant at) {
      context.output(tag, value, at, GlobalWindow.INSTANCE);
    }
  }
}
