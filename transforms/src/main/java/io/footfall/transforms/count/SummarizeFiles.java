package io.footfall.transforms.count;

import io.footfall.backup.BackedUpFile;
import io.footfall.dataset.Dataset;
import io.footfall.lake.LakeTarget;
import io.footfall.records.ReadSettings;
import io.footfall.report.ReportPart;
import io.footfall.report.ReportTarget;
import io.footfall.report.WindowedOutput;
import io.footfall.source.ReadProgress;
import io.footfall.stream.RecordBlock;
import io.footfall.transforms.backup.BackUpSource;
import io.footfall.transforms.lake.StageLakeFiles;
import java.io.Serializable;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTagList;
import org.jspecify.annotations.Nullable;

/**
 * Turns slices of files into a committed report: read, parse and fold where the bytes are; group by
 * partition; merge; commit.
 *
 * <p>Guarantees: the result is exact and does not depend on the runner, on how the files were
 * divided, or on any order. The files of the report appear when all are complete, {@code run.json}
 * last; a failed run leaves none. A retried bundle duplicates nothing: only the output of committed
 * bundles is used.
 *
 * <p>Emits the path of {@code run.json}.
 */
public final class SummarizeFiles
    extends PTransform<PCollection<RecordBlock>, PCollection<String>> {
  /** Default number of key partitions. */
  public static final int DEFAULT_PARTITIONS = 16;

  private final Dataset<?> dataset;
  private final ReadSettings settings;
  private final ReportTarget target;
  private final int partitions;
  private final boolean deduplicating;
  private final @Nullable LakeTarget lake;
  private final @Nullable PTransform<PBegin, PCollection<BackedUpFile>> backup;
  private final @Nullable Windowing windowing;

  /** The windows and their output. */
  private record Windowing(EventTimeWindows windows, WindowedOutput output)
      implements Serializable {}

  private SummarizeFiles(
      Dataset<?> dataset,
      ReadSettings settings,
      ReportTarget target,
      int partitions,
      boolean deduplicating,
      @Nullable LakeTarget lake,
      @Nullable PTransform<PBegin, PCollection<BackedUpFile>> backup,
      @Nullable Windowing windowing) {
    this.windowing = windowing;
    this.dataset = dataset;
    this.settings = settings;
    this.target = target;
    this.partitions = partitions;
    this.deduplicating = deduplicating;
    this.lake = lake;
    this.backup = backup;
  }

  /** Returns a transform that writes the report of this dataset to the target. */
  public static SummarizeFiles of(Dataset<?> dataset, ReadSettings settings, ReportTarget target) {
    return new SummarizeFiles(
        dataset, settings, target, DEFAULT_PARTITIONS, false, null, null, null);
  }

  /**
   * Returns a copy with this number of key partitions. A partition must fit in memory. At least 1;
   * 16 by default.
   */
  public SummarizeFiles withPartitions(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("partitions: " + value + "; expected at least 1");
    }
    return new SummarizeFiles(
        dataset, settings, target, value, deduplicating, lake, backup, windowing);
  }

  /**
   * Counts duplicates once, by {@link Dataset#deduplicationKey}: the first record of the first file
   * by name. The others are duplicates in the accounting. The files are read twice.
   */
  public SummarizeFiles withDeduplication() {
    return new SummarizeFiles(dataset, settings, target, partitions, true, lake, backup, windowing);
  }

  /**
   * Returns a copy that also writes the records to a lake, as a batch that is sealed when the
   * report is committed. A record with a number that the lake cannot hold is rejected.
   */
  public SummarizeFiles withLake(LakeTarget value) {
    return new SummarizeFiles(
        dataset, settings, target, partitions, deduplicating, value, backup, windowing);
  }

  /**
   * Keeps the source files too: the copies appear with the report, or not at all.
   *
   * @param value copies them, as {@link BackUpSource#ofFiles} does
   */
  public SummarizeFiles withBackup(PTransform<PBegin, PCollection<BackedUpFile>> value) {
    return new SummarizeFiles(
        dataset, settings, target, partitions, deduplicating, lake, value, windowing);
  }

  /**
   * Returns a copy that reports each window instead of all time: the folders, rows and totals that
   * a stream of the same records ends with. A record is in the window of its event time, and none
   * is late. Duplicates are found within a window. The target must have one shard.
   *
   * @param windows the windows; their lateness and updates are not used
   * @param output their output
   */
  public SummarizeFiles withWindows(EventTimeWindows windows, WindowedOutput output) {
    return new SummarizeFiles(
        dataset,
        settings,
        target,
        partitions,
        deduplicating,
        lake,
        backup,
        new Windowing(windows, output));
  }

  @Override
  public PCollection<String> expand(PCollection<RecordBlock> slices) {
    KvCoder<Long, byte[]> coder = KvCoder.of(VarLongCoder.of(), ByteArrayCoder.of());
    PCollectionTuple folded = slices.apply("FoldRecords", fold(dataset, slices));
    PCollection<KV<Long, byte[]>> merged =
        folded
            .get(FoldRecords.PARTIALS)
            .setCoder(coder)
            .apply("GroupByPartition", GroupByKey.create())
            .apply(
                "MergePartials",
                ParDo.of(
                    new MergePartials<byte[]>(
                        dataset,
                        target.temporaryFolder(),
                        windowing != null,
                        windowing == null ? allTime(target.shards()) : SummarizeFiles::window)))
            .setCoder(coder);
    if (target.shards() > 1) {
      merged =
          merged
              .apply("GroupByShard", GroupByKey.create())
              .apply("WriteShards", ParDo.of(new WriteShard(dataset, target)))
              .setCoder(coder);
    }
    PCollectionList<KV<Long, byte[]>> parts =
        PCollectionList.of(merged).and(folded.get(FoldRecords.PARTS).setCoder(coder));
    if (lake != null) {
      parts =
          parts.and(
              folded
                  .get(FoldRecords.LAKE)
                  .setCoder(coder)
                  .apply("StageLakeFiles", StageLakeFiles.of(dataset, lake)));
    }
    if (backup != null) {
      parts =
          parts.and(
              slices
                  .getPipeline()
                  .apply("BackUpSource", backup)
                  .apply("DescribeBackups", ParDo.of(new DescribeBackup()))
                  .setCoder(coder));
    }
    return parts
        .apply("CollectParts", Flatten.pCollections())
        .apply("GroupParts", GroupByKey.create())
        .apply(
            "CommitReport",
            ParDo.of(
                new CommitReport(
                    dataset, target, lake, windowing == null ? null : windowing.output())))
        .setCoder(StringUtf8Coder.of());
  }

  private <R> ParDo.MultiOutput<RecordBlock, KV<Long, byte[]>> fold(
      Dataset<R> typed, PCollection<RecordBlock> slices) {
    String folder = target.temporaryFolder();
    String run = target.runId();
    int parts = partitions;
    LakeTarget lakeTarget = lake;
    EventTimeWindows windows = windowing == null ? null : windowing.windows();
    PCollectionView<Map<String, Iterable<byte[]>>> duplicates =
        deduplicating
            ? slices.apply(
                "FindDuplicates",
                new FindDuplicates(typed, settings, partitions, folder, run, windows))
            : null;
    ParDo.MultiOutput<RecordBlock, KV<Long, byte[]>> fold =
        ParDo.of(
                new FoldRecords<>(
                    typed,
                    settings,
                    lakeTarget != null,
                    run,
                    () ->
                        new BoundedFold<>(
                            typed, parts, folder, lakeTarget, windows, ReadProgress.ofRun(run)),
                    duplicates))
            .withOutputTags(
                FoldRecords.PARTIALS,
                lake == null
                    ? TupleTagList.of(FoldRecords.PARTS)
                    : TupleTagList.of(FoldRecords.PARTS).and(FoldRecords.LAKE));
    return duplicates == null ? fold : fold.withSideInputs(duplicates);
  }

  /** Returns what sends the runs to the shard of their partition, and the rest to the first. */
  private static MergePartials.Destination<byte[]> allTime(int shards) {
    return (key, window, pane, merged, out) -> {
      merged.runs().forEach(run -> out.accept(KV.of(key % shards, run)));
      out.accept(KV.of(0L, merged.totals()));
      if (!merged.candidates().isEmpty()) {
        out.accept(KV.of(0L, ReportPart.ofCandidates(merged.candidates())));
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

  private static final class DescribeBackup extends DoFn<BackedUpFile, KV<Long, byte[]>> {
    @ProcessElement
    public void processElement(@Element BackedUpFile file, OutputReceiver<KV<Long, byte[]>> out) {
      out.output(KV.of(0L, ReportPart.ofBackup(file)));
    }
  }
}
