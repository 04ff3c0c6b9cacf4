package io.footfall.transforms.report;

import io.footfall.accounting.Accounting;
import io.footfall.accounting.Observation;
import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.Aggregate;
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
import io.footfall.source.SliceReader;
import java.util.ArrayList;
import java.util.List;
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
 * Reads slices, parses their records and folds them into aggregates, all in one step: what leaves
 * it are packed partials by partition, and beside them counts and rejects.
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

  private transient @Nullable DayRowGroups<R> rowGroups;
  private transient @Nullable List<Aggregate<R>> aggregates;
  private transient ArrayList<PartialWriter> writers = new ArrayList<>();
  private transient @Nullable PartialWriter rejects;
  private transient @Nullable ChunkSpill spill;
  // Where chunks go just now: to the element's receiver, or to the end of the bundle.
  private transient @Nullable BiConsumer<TupleTag<KV<Integer, byte[]>>, KV<Integer, byte[]>> emit;

  /**
   * A fold.
   *
   * @param duplicates what {@link FindDuplicates} has found, if it was asked: records to leave out
   * @param lake where the records go besides, if they go anywhere
   */
  FoldSlices(
      Dataset<R> dataset,
      ReadSettings settings,
      int partitions,
      String temporaryFolder,
      @Nullable PCollectionView<Map<String, Iterable<byte[]>>> duplicates,
      @Nullable LakeTarget lake) {
    this.lake = lake;
    this.dataset = dataset;
    this.settings = settings;
    this.partitions = partitions;
    this.temporaryFolder = temporaryFolder;
    this.duplicates = duplicates;
  }

  /** Forgets what an earlier bundle, which may have failed, has left. */
  @StartBundle
  public void startBundle() {
    if (spill != null) {
      spill.close();
      spill = null;
    }
    aggregates = null;
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
    writers = new ArrayList<>();
    aggregates =
        dataset.folding(
            aggregate -> {
              PartialWriter writer =
                  new PartialWriter(
                      aggregate,
                      partitions,
                      Long.MAX_VALUE,
                      (partition, chunk) -> send(PARTIALS, partition, spill(chunk)));
              writers.add(writer);
              return writer;
            },
            Math.min(1L << 29, heap / (8L * cores)));
    if (lake != null) {
      rowGroups =
          new DayRowGroups<>(
              dataset.lake(),
              lake.batch(),
              Math.min(1L << 29, heap / (8L * cores)),
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
    if (aggregates == null) {
      open();
    }
    List<Aggregate<R>> folding = Objects.requireNonNull(aggregates);
    SourceCounts counts = new SourceCounts();
    try (SliceReader reader = new SliceReader(slice, dataset.schema(), settings)) {
      if (folding.size() == 2) {
        fold(reader, slice, leaveOut, folding.get(0), folding.get(1), counts);
      } else {
        fold(
            reader,
            slice,
            leaveOut,
            row -> folding.forEach(each -> each.add(row)),
            row -> {},
            counts);
      }
      counts.blankLines = reader.blankLines();
      counts.bytes = reader.bytesRead();
      byte[] packed = Accounting.pack(slice.file(), slice.from(), reader.lines(), counts);
      send(PARTS, 0, ReportPart.of(ReportPart.Kind.COUNTS, packed));
    }
  }

  /**
   * The hot loop has two consumers and no list: the datasets that there are have two aggregates.
   */
  private void fold(
      SliceReader reader,
      FileSlice slice,
      long[] leaveOut,
      RowConsumer<R> first,
      RowConsumer<R> second,
      SourceCounts counts) {
    RecordReader<R> records =
        rowGroups == null
            ? RecordReader.of(dataset, reader, settings)
            : RecordReader.forLake(dataset, reader, settings);
    R row = records.row();
    long good = 0;
    long bytesBefore = 0;
    int untilProgress = RECORDS_BETWEEN_PROGRESS;
    int leftOut = 0;
    long nextLeftOut = leaveOut.length == 0 ? Long.MAX_VALUE : leaveOut[0] >>> 1;
    DayRowGroups<R> groups = rowGroups;
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
      } else {
        first.add(row);
        second.add(row);
        if (groups != null) {
          groups.add(row);
        }
        good++;
      }
    }
    ReadProgress.RECORDS.add(RECORDS_BETWEEN_PROGRESS - untilProgress);
    ReadProgress.BYTES.add(reader.fileBytesRead() - bytesBefore);
    if (leftOut < leaveOut.length) {
      throw new FootfallException(
          FootfallException.Kind.IO,
          slice.file()
              + " has changed since its duplicates were looked for: at byte "
              + nextLeftOut
              + " there is no good record any more. Run again when it is complete.");
    }
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

  private void reject(RecordReader<R> records, SliceReader reader, FileSlice slice) {
    PartialWriter writer = Objects.requireNonNull(rejects);
    Origin origin =
        Origin.in(
            slice.file(), reader.recordOffset(), reader.recordLine(), System.currentTimeMillis());
    records.reject(origin.inSlice(slice.from())).pack(writer.to(0));
    writer.wrote(0);
    ReadProgress.REJECTS.increment();
  }

  /** Sends what the aggregates hold. */
  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    if (aggregates == null) {
      return;
    }
    emit =
        (tag, value) ->
            context.output(tag, value, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE);
    aggregates.forEach(Aggregate::drain);
    writers.forEach(PartialWriter::finish);
    Objects.requireNonNull(rejects).finish();
    if (rowGroups != null) {
      rowGroups.drain();
      rowGroups.close();
      rowGroups = null;
    }
    Objects.requireNonNull(spill).close();
    aggregates = null;
    writers = new ArrayList<>();
    rejects = null;
    emit = null;
  }
}
