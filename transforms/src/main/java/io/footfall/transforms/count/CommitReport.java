package io.footfall.transforms.count;

import io.footfall.dataset.Dataset;
import io.footfall.lake.LakeTarget;
import io.footfall.report.ReportCommit;
import io.footfall.report.ReportTarget;
import io.footfall.report.WindowedOutput;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/** Assembles the report and makes it visible. */
final class CommitReport extends DoFn<KV<Long, Iterable<byte[]>>, String> {
  private final Dataset<?> dataset;
  private final ReportTarget target;
  private final @Nullable LakeTarget lake;
  private final @Nullable WindowedOutput windowed;

  CommitReport(
      Dataset<?> dataset,
      ReportTarget target,
      @Nullable LakeTarget lake,
      @Nullable WindowedOutput windowed) {
    this.windowed = windowed;
    this.lake = lake;
    this.dataset = dataset;
    this.target = target;
  }

  /** Commits the report and emits the path of {@code run.json}. */
  @ProcessElement
  public void processElement(
      @Element KV<Long, Iterable<byte[]>> parts, OutputReceiver<String> out) {
    ReportCommit commit = new ReportCommit(dataset, target);
    if (lake != null) {
      commit = commit.withLake(lake);
    }
    if (windowed != null) {
      commit = commit.withWindows(windowed);
    }
    out.output(commit.commit(parts.getValue()));
  }
}
