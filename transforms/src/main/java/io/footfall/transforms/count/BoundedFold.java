package io.footfall.transforms.count;

import io.footfall.accounting.Accounting;
import io.footfall.accounting.Observation;
import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowConsumer;
import io.footfall.dataset.Dataset;
import io.footfall.deduplication.RecordId;
import io.footfall.lake.DayRowGroups;
import io.footfall.lake.LakeTarget;
import io.footfall.rejects.Reject;
import io.footfall.report.ChunkSpill;
import io.footfall.report.ReportPart;
import io.footfall.source.ReadProgress;
import io.footfall.transforms.lake.StageLakeFiles;
import java.util.Objects;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.jspecify.annotations.Nullable;

/**
 * Folds a bundle of a run that commits everything at once. Counts and rejects become parts of its
 * report; large parts go to a temporary file. No record is late.
 */
final class BoundedFold<R> extends BundleFold<R> {
  private static final int REJECTS = 127;

  private final Dataset<R> dataset;
  private final int partitions;
  private final String temporaryFolder;
  private final @Nullable LakeTarget lake;
  private final @Nullable EventTimeWindows windows;
  private final ReadProgress progress;

  /** Kept, empty, for the next bundle, which needs tables and buffers of the same size. */
  private @Nullable RowFold<R> rows;

  private @Nullable DayRowGroups<R> rowGroups;
  private @Nullable Bundle bundle;
  private @Nullable Passage<R> passage;
  private SourceCounts counts = new SourceCounts();

  /**
   * Creates a fold.
   *
   * @param temporaryFolder the directory for a bundle's file if its output is large
   * @param lake the lake to which the records also go, or null
   * @param windows the windows of the rows; null for one window over all time
   */
  BoundedFold(
      Dataset<R> dataset,
      int partitions,
      String temporaryFolder,
      @Nullable LakeTarget lake,
      @Nullable EventTimeWindows windows,
      ReadProgress progress) {
    this.dataset = dataset;
    this.partitions = partitions;
    this.temporaryFolder = temporaryFolder;
    this.lake = lake;
    this.windows = windows;
    this.progress = progress;
  }

  /** State of a bundle, created for its first record. */
  private final class Bundle {
    private final ChunkSpill spill = new ChunkSpill(temporaryFolder);
    private final PartialWriter rejects;

    Bundle() {
      long heap = Runtime.getRuntime().maxMemory();
      int cores = Runtime.getRuntime().availableProcessors();
      long memory = Math.min(1L << 29, heap / (8L * cores));
      if (rows == null) {
        rows = windows == null ? ofAllTime(memory) : ofWindows(windows, memory);
      }
      if (lake != null && rowGroups == null) {
        rowGroups =
            new DayRowGroups<>(
                dataset.lake(),
                lake.batch(),
                memory,
                (day, chunk) ->
                    out()
                        .emit(
                            FoldRecords.LAKE,
                            StageLakeFiles.element(
                                day, Objects.requireNonNull(bundle).spill.spilled(chunk))));
      }
      rejects =
          new PartialWriter(
              REJECTS,
              1,
              0,
              (partition, chunk) ->
                  sendPart(ReportPart.of(ReportPart.Kind.REJECTS, spill.spilled(chunk))));
    }

    void finish() {
      Objects.requireNonNull(rows).finish();
      rejects.finish();
      if (rowGroups != null) {
        rowGroups.drain();
      }
      close();
    }

    void close() {
      spill.close();
    }
  }

  private RowFold<R> ofAllTime(long memory) {
    return RowFold.ofAllTime(
        dataset,
        partitions,
        memory,
        (partition, chunk) -> send(FoldRecords.PARTIALS, partition, spilled(chunk)));
  }

  private RowFold<R> ofWindows(EventTimeWindows in, long memory) {
    return new WindowedRows<>(
        dataset,
        in,
        partitions,
        memory,
        (partition, chunk, at, of) ->
            send(FoldRecords.PARTIALS, partition, inWindow((IntervalWindow) of, spilled(chunk))),
        (of, bySource) ->
            bySource.forEach(
                (source, counted) ->
                    sendPart(
                        inWindow(
                            of,
                            ReportPart.of(
                                ReportPart.Kind.COUNTS, Accounting.pack(source, 0, 0, counted))))));
  }

  private byte[] spilled(byte[] chunk) {
    return Objects.requireNonNull(bundle).spill.spilled(chunk);
  }

  /**
   * Returns the element of a window. The window is not part of the key, so there are as many keys
   * as partitions.
   */
  private static byte[] inWindow(IntervalWindow window, byte[] part) {
    return ReportPart.ofWindow(window.start().getMillis(), window.end().getMillis(), part);
  }

  private void send(TupleTag<KV<Long, byte[]>> tag, long key, byte[] value) {
    out().emit(tag, KV.of(key, value));
  }

  private void sendPart(byte[] part) {
    send(FoldRecords.PARTS, 0, part);
  }

  @Override
  ReadProgress progress() {
    return progress;
  }

  @Override
  void start() {
    if (bundle != null) {
      bundle.close();
      bundle = null;
      rows = null;
      tearDown();
    }
  }

  @Override
  RowConsumer<R> open(Passage<R> next) {
    passage = next;
    counts = new SourceCounts();
    if (bundle == null) {
      bundle = new Bundle();
    }
    RowConsumer<R> consumer = Objects.requireNonNull(rows).rows(next.name);
    DayRowGroups<R> groups = rowGroups;
    return groups == null ? consumer : consumer.and(groups::add);
  }

  @Override
  void reject(Reject reject) {
    pack(reject);
    Objects.requireNonNull(bundle).rejects.wrote(0);
  }

  @Override
  void rejectLast() {
    Passage<R> of = Objects.requireNonNull(passage);
    // Holds no reference to the reject, which may have many megabytes, while its packed form is
    // compressed.
    pack(of.records.reject(of.origin()));
    Objects.requireNonNull(bundle).rejects.wrote(0);
  }

  private void pack(Reject reject) {
    counts.reject(reject.code());
    reject.pack(Objects.requireNonNull(bundle).rejects.to(0));
    progress.rejects().increment();
  }

  @Override
  void leaveOut(boolean differs) {
    Passage<R> of = Objects.requireNonNull(passage);
    counts.duplicate++;
    if (differs) {
      counts
          .observations()
          .add(
              Observation.Kind.DIFFERENT_REPEAT,
              dataset.name(),
              new RecordId().keyText(dataset, of.records),
              1);
    }
    Objects.requireNonNull(rows).leaveOut(of.records.row());
  }

  @Override
  void close(long good) {
    Passage<R> of = Objects.requireNonNull(passage);
    counts.read = of.read();
    counts.ok = good;
    counts.skipped = of.skipped();
    counts.observations().add(of.records.observations());
    of.records.observations().clear();
    of.countRest(counts);
    sendPart(
        ReportPart.of(
            ReportPart.Kind.COUNTS, Accounting.pack(of.name, of.from, of.lines(), counts)));
    passage = null;
  }

  @Override
  void finish() {
    if (bundle != null) {
      bundle.finish();
      bundle = null;
    }
  }

  @Override
  void tearDown() {
    if (rowGroups != null) {
      rowGroups.close();
      rowGroups = null;
    }
  }
}
