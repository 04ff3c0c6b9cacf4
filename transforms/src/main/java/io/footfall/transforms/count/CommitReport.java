package io.footfall.transforms.count;

import io.footfall.dataset.Dataset;
import io.footfall.lake.LakeTarget;
import io.footfall.report.ReportCommit;
import io.footfall.report.ReportTarget;
import io.footfall.report.WindowFormat;
import io.footfall.report.WindowSink;
import io.footfall.report.WindowedOutput;
import io.footfall.source.ReadProgress;
import io.footfall.transforms.lake.StageLakeFiles;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.jspecify.annotations.Nullable;

/**
 * Commits the results of files, and all other outputs of the run, at once. The files of the report
 * appear when all are complete, {@code run.json} last; a failed run leaves none. A retried bundle
 * duplicates nothing: only the output of committed bundles is used.
 *
 * <p>Emits the path of {@code run.json}.
 */
public final class CommitReport extends PTransform<CountedRecords, PCollection<String>> {
  private final WindowFormat format;
  private final List<WindowSink> sinks;
  private final @Nullable PTransform<PBegin, PCollection<KV<Long, byte[]>>> backup;

  private CommitReport(
      WindowFormat format,
      List<WindowSink> sinks,
      @Nullable PTransform<PBegin, PCollection<KV<Long, byte[]>>> backup) {
    this.format = format;
    this.sinks = sinks;
    this.backup = backup;
  }

  /**
   * Returns a transform that puts the report in place. Windows become the same directories, rows
   * and totals as those of a stream of the same records. The batch of a lake is sealed.
   */
  public static CommitReport atOnce() {
    return new CommitReport(WindowFormat.CSV, List.of(), null);
  }

  /** Returns a copy with another format of the tables of windows. Default: CSV. */
  public CommitReport withFormat(WindowFormat value) {
    return new CommitReport(value, sinks, backup);
  }

  /** Returns a copy that also writes windows to a sink, all or none. */
  public CommitReport withSink(WindowSink value) {
    return new CommitReport(
        format, Stream.concat(sinks.stream(), Stream.of(value)).toList(), backup);
  }

  /**
   * Returns a copy that also keeps the source files. Their copies appear with the report, or not at
   * all.
   *
   * @param value copies them, as {@link io.footfall.transforms.backup.BackUpFiles} does
   */
  public CommitReport withBackup(PTransform<PBegin, PCollection<KV<Long, byte[]>>> value) {
    return new CommitReport(format, sinks, value);
  }

  @Override
  public PCollection<String> expand(CountedRecords counted) {
    CountRecords step = counted.step();
    Dataset<?> dataset = step.dataset;
    ReportTarget target = Objects.requireNonNull(step.target);
    LakeTarget lake = step.lake;
    PCollection<KV<Long, byte[]>> merged = counted.get(CountedRecords.MERGED);
    if (target.shards() > 1) {
      merged =
          merged
              .apply("GroupByShard", GroupByKey.create())
              .apply("WriteShards", ParDo.of(new WriteShard(dataset, target)))
              .setCoder(merged.getCoder());
    }
    PCollectionList<KV<Long, byte[]>> parts =
        PCollectionList.of(merged).and(counted.get(FoldRecords.PARTS));
    if (lake != null) {
      parts =
          parts.and(counted.getRecords().apply("StageLakeFiles", StageLakeFiles.of(dataset, lake)));
    }
    if (backup != null) {
      parts = parts.and(counted.getPipeline().apply("BackUpSource", backup));
    }
    return parts
        .apply("CollectParts", Flatten.pCollections())
        .apply("GroupParts", GroupByKey.create())
        .apply(
            "PutInPlace",
            ParDo.of(
                new PutInPlace(
                    dataset,
                    target,
                    lake,
                    step.windows == null
                        ? null
                        : new WindowedOutput(format, dataset.zone(), sinks))))
        .setCoder(StringUtf8Coder.of());
  }

  private static final class PutInPlace extends DoFn<KV<Long, Iterable<byte[]>>, String> {
    private final Dataset<?> dataset;
    private final ReportTarget target;
    private final @Nullable LakeTarget lake;
    private final @Nullable WindowedOutput windows;

    PutInPlace(
        Dataset<?> dataset,
        ReportTarget target,
        @Nullable LakeTarget lake,
        @Nullable WindowedOutput windows) {
      this.dataset = dataset;
      this.target = target;
      this.lake = lake;
      this.windows = windows;
    }

    @ProcessElement
    public void processElement(
        @Element KV<Long, Iterable<byte[]>> parts, OutputReceiver<String> out)
        throws InterruptedException {
      ReadProgress progress = ReadProgress.ofRun(target.runId()).ofCommit();
      if (parts.getKey() != 0) {
        progress.awaitOthers();
        return;
      }
      progress.begin();
      try {
        out.output(commit(parts.getValue()));
      } finally {
        progress.end();
      }
    }

    private String commit(Iterable<byte[]> parts) {
      ReportCommit commit = new ReportCommit(dataset, target);
      if (lake != null) {
        commit = commit.withLake(lake);
      }
      if (windows != null) {
        commit = commit.withWindows(windows);
      }
      return commit.commit(parts);
    }
  }
}
