package io.footfall.transforms.report;

import io.footfall.bytes.ByteInput;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Partition;
import io.footfall.report.ChunkReader;
import io.footfall.report.ReportPart;
import io.footfall.table.RunWriter;
import java.util.ArrayList;
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
  private final boolean windowed;

  MergePartials(Dataset<?> dataset, String temporaryFolder, int shards, boolean windowed) {
    this.windowed = windowed;
    this.dataset = dataset;
    this.temporaryFolder = temporaryFolder;
    this.shards = shards;
  }

  /** Merges one partition: of all time, or of each of the windows that it has chunks of. */
  @ProcessElement
  public void processElement(
      @Element KV<Integer, Iterable<byte[]>> chunks, OutputReceiver<KV<Integer, byte[]>> out) {
    int shard = chunks.getKey() % shards;
    if (windowed) {
      WindowedChunk.byWindow(chunks.getValue())
          .forEach(
              (window, ofWindow) ->
                  merge(ofWindow)
                      .forEach(
                          part ->
                              out.output(
                                  KV.of(
                                      0,
                                      ReportPart.ofWindow(
                                          window.start().getMillis(),
                                          window.end().getMillis(),
                                          part)))));
      return;
    }
    Partition partition = merged(chunks.getValue());
    runs(partition).forEach(run -> out.output(KV.of(shard, run)));
    out.output(KV.of(0, ReportPart.ofTotals(partition.totals())));
    List<byte[]> candidates = partition.candidates();
    if (!candidates.isEmpty()) {
      out.output(KV.of(0, ReportPart.ofCandidates(candidates)));
    }
  }

  private List<byte[]> merge(List<byte[]> chunks) {
    Partition partition = merged(chunks);
    List<byte[]> parts = new ArrayList<>(runs(partition));
    parts.add(ReportPart.ofTotals(partition.totals()));
    return parts;
  }

  private Partition merged(Iterable<byte[]> chunks) {
    Partition partition = dataset.merging();
    try (ChunkReader reader = new ChunkReader()) {
      for (byte[] chunk : chunks) {
        ByteInput entries = reader.entries(chunk);
        partition.merge(reader.aggregate(), entries);
      }
    }
    return partition;
  }

  private List<byte[]> runs(Partition partition) {
    Map<Integer, RunWriter> runs = new HashMap<>();
    partition.writeRows(
        table -> runs.computeIfAbsent(table, t -> new RunWriter(t, temporaryFolder)));
    return runs.values().stream().map(run -> ReportPart.ofRun(run.finish())).toList();
  }
}
