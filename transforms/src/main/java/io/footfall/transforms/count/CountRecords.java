package io.footfall.transforms.count;

import io.footfall.dataset.Dataset;
import io.footfall.lake.LakeTarget;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.RejectCoder;
import io.footfall.report.ReportPart;
import io.footfall.report.ReportTarget;
import io.footfall.report.WindowResult;
import io.footfall.report.WindowResultCoder;
import io.footfall.source.MessageReader;
import io.footfall.source.ReadProgress;
import io.footfall.stream.RecordBlock;
import io.footfall.transforms.stream.StreamMetrics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapValues;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Counts the records of blocks, of files and streams alike: parse, check lateness, deduplicate and
 * fold within the bundle; group by partition; merge.
 *
 * <p>Guarantees: every record is in a result or is a reject; both are counted in the same place, so
 * the counts add up to the records read, on any runner and after any failure that the runner
 * recovers from. The result is exact and does not depend on the runner, on how the input was
 * divided, or on any order. The last pane of a window equals a report of files with the same
 * records.
 *
 * <p>The output depends on the blocks. Bounded blocks become the parts of one report, which {@link
 * CommitReport} puts in place all at once. Unbounded ones become a result per window and pane.
 */
public final class CountRecords extends PTransform<PCollection<RecordBlock>, CountedRecords> {
  private static final int PARTITIONS_OF_FILES = 16;
  private static final KvCoder<Long, byte[]> PACKED =
      KvCoder.of(VarLongCoder.of(), ByteArrayCoder.of());

  final Dataset<?> dataset;
  final @Nullable EventTimeWindows windows;
  final @Nullable LakeTarget lake;
  final @Nullable ReportTarget target;
  private final ReadSettings settings;
  private final int partitions;
  private final boolean deduplicating;
  private final int waiting;

  private CountRecords(
      Dataset<?> dataset,
      ReadSettings settings,
      int partitions,
      boolean deduplicating,
      @Nullable EventTimeWindows windows,
      @Nullable LakeTarget lake,
      @Nullable ReportTarget target,
      int waiting) {
    this.dataset = dataset;
    this.settings = settings;
    this.partitions = partitions;
    this.deduplicating = deduplicating;
    this.windows = windows;
    this.lake = lake;
    this.target = target;
    this.waiting = waiting;
  }

  /**
   * Returns a transform that counts records of a dataset. Files need {@link #withTarget}, streams
   * need {@link #withWindows}.
   *
   * @param settings how records are written; messages are JSON, or CSV without a header
   */
  public static CountRecords of(Dataset<?> dataset, ReadSettings settings) {
    return new CountRecords(dataset, settings, 0, false, null, null, null, 0);
  }

  /**
   * Returns a copy with this number of key partitions, each merged by one worker. Without windows,
   * a partition must fit in memory. The default is 16 for files. Streams divide each window into 1
   * partition by default, so that an early pane shows the state at one moment. With more
   * partitions, the parts of an early pane can differ by a few bundles; the last pane is the same.
   */
  public CountRecords withPartitions(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("partitions: " + value + "; expected at least 1");
    }
    return new CountRecords(
        dataset, settings, value, deduplicating, windows, lake, target, waiting);
  }

  /**
   * Returns a copy that counts duplicates once, by {@link Dataset#deduplicationKey}, within a
   * window if there are windows. The others are duplicates in the accounting. In files, the first
   * record in the first file by name is counted, and the files are read twice. In streams, the
   * first record to arrive is counted, and the state of an open window takes 16 bytes per record.
   */
  public CountRecords withDeduplication() {
    return new CountRecords(dataset, settings, partitions, true, windows, lake, target, waiting);
  }

  /**
   * Returns a copy that reports each window. By default, files produce one report without windows.
   * With windows, they produce the final windows of a stream of the same records, but none of their
   * records is late.
   */
  public CountRecords withWindows(EventTimeWindows value) {
    return new CountRecords(
        dataset, settings, partitions, deduplicating, value, lake, target, waiting);
  }

  /**
   * Returns a copy that also emits the counted records for a lake: {@link
   * CountedRecords#getRecords}. A record with a number that the lake cannot store is rejected.
   */
  public CountRecords withLake(LakeTarget value) {
    return new CountRecords(
        dataset, settings, partitions, deduplicating, windows, value, target, waiting);
  }

  /** Returns a copy for the report of files: its temporary files and its number of shards. */
  public CountRecords withTarget(ReportTarget value) {
    return new CountRecords(
        dataset, settings, partitions, deduplicating, windows, lake, value, waiting);
  }

  /**
   * Returns a copy for the DirectRunner in which this many workers wait while a report of one file
   * per table is committed. Otherwise they would request work in a loop, and occupy a core that the
   * threads that merge the rows need.
   */
  public CountRecords withWaitingWorkers(int value) {
    return new CountRecords(
        dataset, settings, partitions, deduplicating, windows, lake, target, value);
  }

  @Override
  public CountedRecords expand(PCollection<RecordBlock> blocks) {
    return blocks.isBounded() == IsBounded.BOUNDED
        ? atOnce(blocks, dataset)
        : byWindow(blocks, dataset);
  }

  private <R> CountedRecords atOnce(PCollection<RecordBlock> blocks, Dataset<R> typed) {
    ReportTarget to =
        Objects.requireNonNull(target, "files are counted for a report: set withTarget");
    PCollectionTuple folded = packed(blocks.apply("FoldRecords", foldAtOnce(blocks, typed, to)));
    PCollection<KV<Long, byte[]>> merged =
        folded
            .get(FoldRecords.PARTIALS)
            .apply("GroupByPartition", GroupByKey.create())
            .apply(
                "MergePartials",
                ParDo.of(
                    new MergePartials<byte[]>(
                        new MergeMemory<>(typed, partitionsOfFiles(), MergeMemory.PART_OF_HEAP),
                        to.temporaryFolder(),
                        windows != null,
                        windows == null
                            ? allTime(to.shards(), to.shards() == 1 ? waiting : 0)
                            : CountRecords::window)))
            .setCoder(PACKED);
    return new CountedRecords(this, blocks, folded.and(CountedRecords.MERGED, merged));
  }

  private <R> ParDo.MultiOutput<RecordBlock, KV<Long, byte[]>> foldAtOnce(
      PCollection<RecordBlock> blocks, Dataset<R> typed, ReportTarget to) {
    String folder = to.temporaryFolder();
    String run = to.runId();
    int parts = partitionsOfFiles();
    LakeTarget toLake = lake;
    EventTimeWindows in = windows;
    PCollectionView<Map<String, Iterable<byte[]>>> repeats =
        deduplicating
            ? blocks.apply(
                "FindDuplicates",
                new FindDuplicates(typed, settings, toLake != null, parts, folder, run, in))
            : null;
    ParDo.MultiOutput<RecordBlock, KV<Long, byte[]>> fold =
        ParDo.of(
                new FoldRecords<>(
                    typed,
                    settings,
                    toLake != null,
                    () ->
                        new BoundedFold<>(
                            typed, parts, folder, toLake, in, ReadProgress.ofRun(run)),
                    repeats))
            .withOutputTags(
                FoldRecords.PARTIALS,
                toLake == null
                    ? TupleTagList.of(FoldRecords.PARTS)
                    : TupleTagList.of(FoldRecords.PARTS).and(FoldRecords.LAKE));
    return repeats == null ? fold : fold.withSideInputs(repeats);
  }

  private int partitionsOfFiles() {
    return partitions == 0 ? PARTITIONS_OF_FILES : partitions;
  }

  private <R> CountedRecords byWindow(PCollection<RecordBlock> blocks, Dataset<R> typed) {
    EventTimeWindows in =
        Objects.requireNonNull(windows, "streams are counted in windows: set withWindows");
    MessageReader.layout(dataset.schema(), settings);
    PartitionKeys keys = new PartitionKeys(Math.max(1, partitions));
    PCollectionTuple folded = packed(blocks.apply("FoldRecords", foldByWindow(typed, in, keys)));
    PCollectionTuple counted =
        PCollectionTuple.of(
                FoldRecords.PARTIALS,
                folded.get(FoldRecords.PARTIALS).apply("IntoWindows", in.into()))
            .and(FoldRecords.LAKE, folded.get(FoldRecords.LAKE));
    if (deduplicating) {
      counted = countOnce(counted, folded.get(FoldRecords.RECORDS), typed, in, keys);
    }
    MergeMemory<R> memory = new MergeMemory<>(typed, keys.partitions(), MergeMemory.PART_OF_HEAP);
    PCollection<KV<Long, PartitionPane>> panes =
        counted
            .get(FoldRecords.PARTIALS)
            .apply("CombinePartials", Combine.perKey(new CompactPartials<>(memory)))
            .apply(
                "MergePartials",
                ParDo.of(
                    new MergePartials<PartitionPane>(
                        memory,
                        null,
                        false,
                        (key, window, pane, merged, out) ->
                            out.accept(
                                KV.of(
                                    ((IntervalWindow) window).start().getMillis(),
                                    new PartitionPane(
                                        keys.partition(key), merged.result(window, pane)))))))
            .setCoder(KvCoder.of(VarLongCoder.of(), PartitionPaneCoder.of()));
    PCollection<KV<Long, List<PartitionPane>>> gathered =
        keys.partitions() == 1
            ? panes
                .apply(
                    "OnlyPartition",
                    MapValues.into(new TypeDescriptor<List<PartitionPane>>() {})
                        .via((PartitionPane pane) -> List.of(pane)))
                .setCoder(KvCoder.of(VarLongCoder.of(), LatestPanes.CODER))
            : panes
                .apply("GatherPartitions", in.gathered())
                .apply("CombinePartitions", Combine.perKey(new LatestPanes()));
    PCollection<WindowResult> results =
        gathered
            .apply("JoinPartitions", ParDo.of(new JoinPartitions(typed)))
            .setCoder(WindowResultCoder.of());
    return new CountedRecords(
        this,
        blocks,
        PCollectionTuple.of(CountedRecords.RESULTS, results)
            .and(FoldRecords.REJECTS, folded.get(FoldRecords.REJECTS))
            .and(FoldRecords.LAKE, counted.get(FoldRecords.LAKE)));
  }

  /** Adds the valid records that are not repeats to the other outputs. */
  private <R> PCollectionTuple countOnce(
      PCollectionTuple others,
      PCollection<KV<Long, byte[]>> records,
      Dataset<R> typed,
      EventTimeWindows in,
      PartitionKeys keys) {
    PCollectionTuple once =
        packed(
            records
                .apply("RecordsIntoWindows", in.into())
                .apply(
                    "DropDuplicates",
                    ParDo.of(new DropDuplicates<>(typed, keys, lake != null))
                        .withOutputTags(FoldRecords.PARTIALS, TupleTagList.of(FoldRecords.LAKE))));
    PCollection<KV<Long, byte[]>> partials =
        PCollectionList.of(others.get(FoldRecords.PARTIALS))
            .and(once.get(FoldRecords.PARTIALS))
            .apply("AllPartials", Flatten.pCollections());
    PCollection<KV<Long, byte[]>> kept =
        once.get(FoldRecords.LAKE)
            .apply(
                "RecordsOutOfWindows",
                Window.<KV<Long, byte[]>>into(new GlobalWindows())
                    .triggering(DefaultTrigger.of())
                    .withAllowedLateness(org.joda.time.Duration.ZERO)
                    .discardingFiredPanes());
    return PCollectionTuple.of(FoldRecords.PARTIALS, partials)
        .and(
            FoldRecords.LAKE,
            PCollectionList.of(others.get(FoldRecords.LAKE))
                .and(kept)
                .apply("AllRecords", Flatten.pCollections()));
  }

  private <R> ParDo.MultiOutput<RecordBlock, KV<Long, byte[]>> foldByWindow(
      Dataset<R> typed, EventTimeWindows in, PartitionKeys keys) {
    boolean handingOn = deduplicating;
    boolean keeping = lake != null;
    StreamMetrics metrics = new StreamMetrics();
    return ParDo.of(
            new FoldRecords<>(
                typed,
                settings,
                keeping,
                () -> new UnboundedFold<>(typed, in, keys, handingOn, keeping, metrics),
                null))
        .withOutputTags(
            FoldRecords.PARTIALS,
            TupleTagList.of(FoldRecords.REJECTS).and(FoldRecords.RECORDS).and(FoldRecords.LAKE));
  }

  /** Sets the coders of outputs. */
  @SuppressWarnings("unchecked") // All but rejects are packed.
  private static PCollectionTuple packed(PCollectionTuple outputs) {
    outputs
        .getAll()
        .forEach(
            (tag, output) -> {
              if (tag.equals(FoldRecords.REJECTS)) {
                outputs.get(FoldRecords.REJECTS).setCoder(RejectCoder.of());
              } else {
                ((PCollection<KV<Long, byte[]>>) output).setCoder(PACKED);
              }
            });
    return outputs;
  }

  /**
   * Returns a destination that sends the runs to the shard of their partition, and the rest to the
   * first shard. The next {@code waiting} shards receive nothing.
   */
  private static MergePartials.Destination<byte[]> allTime(int shards, int waiting) {
    return (key, window, pane, merged, out) -> {
      merged.runs().forEach(run -> out.accept(KV.of(key % shards, run)));
      out.accept(KV.of(0L, merged.totals()));
      if (!merged.candidates().isEmpty()) {
        out.accept(KV.of(0L, ReportPart.ofCandidates(merged.candidates())));
      }
      if (waiting > 0) {
        out.accept(KV.of(1 + key % waiting, new byte[0]));
      }
    };
  }

  private static void window(
      long key,
      BoundedWindow window,
      PaneInfo pane,
      MergePartials.Merged merged,
      Consumer<KV<Long, byte[]>> out) {
    IntervalWindow of = (IntervalWindow) window;
    for (byte[] part : merged.parts()) {
      out.accept(
          KV.of(0L, ReportPart.ofWindow(of.start().getMillis(), of.end().getMillis(), part)));
    }
  }
}
