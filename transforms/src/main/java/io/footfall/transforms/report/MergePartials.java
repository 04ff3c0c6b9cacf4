package io.footfall.transforms.report;

import io.footfall.aggregate.PartialWriter;
import io.footfall.dataset.Dataset;
import io.footfall.report.ReportPart;
import io.footfall.report.RunWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Merges the partials of one partition and writes its rows as a sorted run. */
final class MergePartials extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
  private final Dataset<?> dataset;
  private final String temporaryFolder;
  private final int shards;

  MergePartials(Dataset<?> dataset, String temporaryFolder, int shards) {
    this.dataset = dataset;
    this.temporaryFolder = temporaryFolder;
    this.shards = shards;
  }

  /** Merges one partition. */
  @ProcessElement
  public void processElement(
      @Element KV<Integer, Iterable<byte[]>> chunks, OutputReceiver<KV<Integer, byte[]>> out) {
    Dataset.Partition partition = dataset.merging();
    for (byte[] chunk : chunks.getValue()) {
      partition.merge(PartialWriter.aggregateOf(chunk), PartialWriter.entriesOf(chunk));
    }
    Map<Integer, RunWriter> runs = new HashMap<>();
    partition.writeRows(
        table -> runs.computeIfAbsent(table, t -> new RunWriter(t, temporaryFolder)));
    int shard = chunks.getKey() % shards;
    runs.values().forEach(run -> out.output(KV.of(shard, ReportPart.ofRun(run.finish()))));
    out.output(KV.of(0, ReportPart.ofTotals(partition.totals())));
    List<byte[]> candidates = partition.candidates();
    if (!candidates.isEmpty()) {
      out.output(KV.of(0, ReportPart.ofCandidates(candidates)));
    }
  }
}
