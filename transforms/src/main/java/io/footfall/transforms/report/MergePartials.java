package io.footfall.transforms.report;

import io.footfall.bytes.ByteInput;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Partition;
import io.footfall.report.ChunkReader;
import io.footfall.report.ReportPart;
import io.footfall.table.RunWriter;
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
    Partition partition = dataset.merging();
    try (ChunkReader reader = new ChunkReader()) {
      for (byte[] chunk : chunks.getValue()) {
        ByteInput entries = reader.entries(chunk);
        partition.merge(reader.aggregate(), entries);
      }
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
