package io.footfall.transforms.report;

import io.footfall.dataset.Dataset;
import io.footfall.report.ReportCommit;
import io.footfall.report.ReportTarget;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Merges the runs of one shard into its sorted files; other elements pass unchanged. */
final class WriteShard extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
  private final Dataset<?> dataset;
  private final ReportTarget target;

  WriteShard(Dataset<?> dataset, ReportTarget target) {
    this.dataset = dataset;
    this.target = target;
  }

  /** Writes one shard. */
  @ProcessElement
  public void processElement(
      @Element KV<Integer, Iterable<byte[]>> parts, OutputReceiver<KV<Integer, byte[]>> out) {
    new ReportCommit(dataset, target)
        .writeShard(parts.getKey(), parts.getValue())
        .forEach(part -> out.output(KV.of(0, part)));
  }
}
