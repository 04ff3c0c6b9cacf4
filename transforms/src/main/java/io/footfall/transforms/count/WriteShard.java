package io.footfall.transforms.count;

import io.footfall.dataset.Dataset;
import io.footfall.report.ReportCommit;
import io.footfall.report.ReportTarget;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Merges the runs of one shard into its sorted files; other elements pass unchanged. */
final class WriteShard extends DoFn<KV<Long, Iterable<byte[]>>, KV<Long, byte[]>> {
  private final Dataset<?> dataset;
  private final ReportTarget target;

  WriteShard(Dataset<?> dataset, ReportTarget target) {
    this.dataset = dataset;
    this.target = target;
  }

  /** Writes one shard. */
  @ProcessElement
  public void processElement(
      @Element KV<Long, Iterable<byte[]>> parts, OutputReceiver<KV<Long, byte[]>> out) {
    new ReportCommit(dataset, target)
        .writeShard(Math.toIntExact(parts.getKey()), parts.getValue())
        .forEach(part -> out.output(KV.of(0L, part)));
  }
}
