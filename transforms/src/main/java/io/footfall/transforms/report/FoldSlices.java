package io.footfall.transforms.report;

import io.footfall.accounting.Accounting;
import io.footfall.accounting.Observation;
import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowConsumer;
import io.footfall.dataset.Dataset;
import io.footfall.deduplication.RecordId;
import io.footfall.errors.FootfallException;
import io.footfall.lake.DayRowGroups;
import io.footfall.lake.LakeTarget;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.Origin;
import io.footfall.rejects.RejectCode;
import io.footfall.report.ChunkSpill;
import io.footfall.report.ReportPart;
import io.footfall.source.FileSlice;
import io.footfall.source.ReadProgress;
import io.footfall.source.SliceSource;
import io.footfall.transforms.stream.StreamWindows;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.jspecify.annotations.Nullable;

/**
 * Reads slices, parses their records and folds them into aggregates, all in one step. Emits packed
 * partials by partition, counts and rejects.
 */
final class FoldSlices<R> extends DoFn<FileSlice, KV<Integer, byte[]>> {
  /** Packed partials by partition. */
  static final TupleTag<KV<Integer, byte[]>> PARTIALS = new TupleTag<>("partials") {};

  /** Parts of the report: counts and rejects. */
  static final TupleTag<KV<Integer, byte[]>> PARTS = new TupleTag<>("parts") {};

  /** Row groups of the lake by day. */
  static final TupleTag<KV<Integer, byte[]>> ROW_GROUPS = new TupleTag<>("rowGroups") {};

  private static final long[] NONE = {};
  private static final int REJECTS = 127;
  private static final int RECORDS_BETWEEN_PROGRESS = 1 << 14;

  private final Dataset<R> dataset;
  private final ReadSettings settings;
  private final int partitions;
  private final String temporaryFolder;
  private final @Nullable PCollectionView<Map<String, Iterable<byte[]>>> duplicates;
  private final @Nullable LakeTarget lake;
  private final @Nullable StreamWindows windows;

  private transient @Nullable DayRowGroups<R> rowGroups;
  private transient @Nullable RowFold<R> folding;
  private transient @Nullable PartialWriter rejects;
  private transient @Nullable ChunkSpill spill;
  // Where chunks go just now: to the element's receiver, or to the end of the bundle.
  private transient @Nullable BiConsumer<TupleTag<KV<Integer, byte[]>>, KV<Integer, byte[]>> emit;

  /**
   * Creates the fold.
   *
   * @param duplicates what {@link FindDuplicates} has found, if it was asked: records to leave out
   * @param lake where the records go in addition, if they go anywhere
   * @param windows the windows that rows are folded in; null: one over all time
   */
  FoldSlices(
      Dataset<R> dataset,
      ReadSettings settings,
      int partitions,
      String temporaryFolder,
      @Nullable PCollectionView<Map<String, Iterable<byte[]>>> duplicates,
      @Nullable LakeTarget lake,
      @Nullable StreamWindows windows) {
    this.windows = windows;
    this.lake = lake;
    this.dataset = dataset;
    this.settings = settings;
    this.partitions = partitions;
    this.temporaryFolder = temporaryFolder;
    this.duplicates = duplicates;
  }

  /** Drops the remains of an earlier bundle, which may have failed. */
  @StartBundle
  public void startBundle() {
    if (spill != null) {
      spill.close();
      spill = null;
    }
    folding = null;
    rejects = null;
    if (rowGroups != null) {
      rowGroups.close();
      rowGroups = null;
    }
  }

  private void send(TupleTag<KV<Integer, byte[]>> tag, int key, byte[] value) {
    Objects.requireNonNull(emit).accept(tag, KV.of(key, value));
  }

  private byte[] spill(byte[] chunk) {
    return Objects.requireNonNull(spill).spilled(chunk);
  }

  private void open() {
    spill = new ChunkSpill(temporaryFolder);
    long heap = Runtime.getRuntime().maxMemory();
    int cores = Runtime.getRuntime().availableProcessors();
    long memory = Math.min(1L << 29, heap / (8L * cores));
    folding =
        windows == null
            ? RowFold.ofAllTime(
                dataset,
                partitions,
                memory,
                (partition, chunk) -> send(PARTIALS, partition, spill(chunk)))
            : new WindowedRowFold<>(
                dataset,
                windows,
                partitions,
                memory,
                this::spill,
                (partition, chunk) -> send(PARTIALS, partition, chunk),
                part -> send(PARTS, 0, part));
    if (lake != null) {
      rowGroups =
          new DayRowGroups<>(
              dataset.lake(),
              lake.batch(),
              memory,
              (day, chunk) -> send(ROW_GROUPS, day, spill(chunk)));
    }
    rejects =
        new PartialWriter(
            REJECTS,
            1,
            0,
            (partition, chunk) ->
                send(PARTS, 0, ReportPart.of(ReportPart.Kind.REJECTS, spill(chunk))));
  }

  /** Reads one slice to its end. */
  @ProcessElement
  public void processElement(
      @Element FileSlice slice, ProcessContext context, MultiOutputReceiver out) {
    long[] leaveOut =
        duplicates == null
            ? NONE
            : FindDuplicates.positions(
                context.sideInput(duplicates).get(FindDuplicates.nameOf(slice)));
    emit = (tag, value) -> out.get(tag).output(value);
    if (folding == null) {
      open();
    }
    SourceCounts counts = new SourceCounts();
    try (SliceSource reader = SliceSource.open(slice, dataset, settings)) {
      fold(reader, slice, leaveOut, Objects.requireNonNull(folding), counts);
      counts.blankLines = reader.blankLines();
      counts.bytes = reader.bytesRead();
      byte[] packed = Accounting.pack(slice.file(), slice.from(), reader.lines(), counts);
      send(PARTS, 0, ReportPart.of(ReportPart.Kind.COUNTS, packed));
    }
  }

  /** Folds the records of a slice: the hot loop. */
  private void fold(
      SliceSource reader, FileSlice slice, long[] leaveOut, RowFold<R> to, SourceCounts counts) {
    DayRowGroups<R> groups = rowGroups;
    RecordReader<R> records =
        groups == null
            ? RecordReader.of(dataset, reader, settings)
            : RecordReader.forLake(dataset, reader, settings);
    RowConsumer<R> rows = to.rows(slice);
    if (groups != null) {
      rows = rows.and(groups::add);
    }
    R row = records.row();
    long good = 0;
    long bytesBefore = 0;
    int untilProgress = RECORDS_BETWEEN_PROGRESS;
    int leftOut = 0;
    long nextLeftOut = leaveOut.length == 0 ? Long.MAX_VALUE : leaveOut[0] >>> 1;
    while (records.next()) {
      if (--untilProgress == 0) {
        untilProgress = RECORDS_BETWEEN_PROGRESS;
        ReadProgress.RECORDS.add(RECORDS_BETWEEN_PROGRESS);
        long bytes = reader.fileBytesRead();
        ReadProgress.BYTES.add(bytes - bytesBefore);
        bytesBefore = bytes;
      }
      RejectCode fault = records.fault();
      if (fault != null) {
        counts.reject(fault);
        reject(records, reader, slice);
      } else if (reader.recordOffset() == nextLeftOut) {
        if ((leaveOut[leftOut] & 1) != 0) {
          noteDifferent(records, counts);
        }
        nextLeftOut = ++leftOut < leaveOut.length ? leaveOut[leftOut] >>> 1 : Long.MAX_VALUE;
        to.leaveOut(row);
      } else {
        rows.add(row);
        good++;
      }
    }
    ReadProgress.RECORDS.add(RECORDS_BETWEEN_PROGRESS - untilProgress);
    ReadProgress.BYTES.add(reader.fileBytesRead() - bytesBefore);
    if (leftOut < leaveOut.length) {
      throw new FootfallException(
          FootfallException.Kind.IO,
          slice.file()
              + " changed after the search for duplicates: at byte "
              + nextLeftOut
              + " the expected record is missing. Run again once the file is complete.");
    }
    to.endSlice();
    counts.read = records.read();
    counts.ok = good;
    counts.duplicate = leftOut;
    counts.repeatedHeaders = records.repeatedHeaders();
    counts.skipped = records.skipped();
    counts.observations().add(records.observations());
  }

  private void noteDifferent(RecordReader<R> records, SourceCounts counts) {
    counts
        .observations()
        .add(
            Observation.Kind.DIFFERENT_REPEAT,
            dataset.name(),
            new RecordId().keyText(dataset, records),
            1);
  }

  private void reject(RecordReader<R> records, SliceSource reader, FileSlice slice) {
    PartialWriter writer = Objects.requireNonNull(rejects);
    Origin origin =
        Origin.in(
            slice.file(), reader.recordOffset(), reader.recordLine(), System.currentTimeMillis());
    records.reject(origin.inSlice(slice.from())).pack(writer.to(0));
    writer.wrote(0);
    ReadProgress.REJECTS.increment();
  }

  /** Emits what the aggregates hold. */
  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    if (folding == null) {
      return;
    }
    emit =
        (tag, value) ->
            context.output(tag, value, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE);
    folding.drain();
    Objects.requireNonNull(rejects).finish();
    if (rowGroups != null) {
      rowGroups.drain();
      rowGroups.close();
      rowGroups = null;
    }
    Objects.requireNonNull(spill).close();
    folding = null;
    rejects = null;
    emit = null;
  }
}
