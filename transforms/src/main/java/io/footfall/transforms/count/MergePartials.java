package io.footfall.transforms.count;

import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ByteInput;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Partition;
import io.footfall.report.ChunkReader;
import io.footfall.report.ReportPart;
import io.footfall.table.RunWriter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Merges the partials of one partition into sorted runs and totals, for files and streams alike.
 */
final class MergePartials<OutT> extends DoFn<KV<Long, Iterable<byte[]>>, KV<Long, OutT>> {
  private final Dataset<?> dataset;
  private final @Nullable String temporaryFolder;
  private final boolean byWindow;
  private final Destination<OutT> destination;

  /**
   * What a partition has in a window.
   *
   * @param runs its rows, one run per table, as parts of a report
   * @param totals its totals, as a part of a report
   * @param candidates rows that may be among the highlights
   * @param counts what was counted of each source, where counts come with the partials
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Merged(
      List<byte[]> runs,
      byte[] totals,
      List<byte[]> candidates,
      NavigableMap<String, SourceCounts> counts) {

    /** Returns the runs and the totals. */
    List<byte[]> parts() {
      List<byte[]> parts = new ArrayList<>(runs);
      parts.add(totals);
      return parts;
    }
  }

  /** Sends what was merged. */
  @FunctionalInterface
  interface Destination<OutT> extends Serializable {
    /** Sends what the partition of a key has in a window, as of a pane. */
    void send(
        long key, BoundedWindow window, PaneInfo pane, Merged merged, Consumer<KV<Long, OutT>> out);
  }

  /**
   * A merge.
   *
   * @param temporaryFolder where large runs go; null: they stay in memory
   * @param byWindow whether the partials name their window ({@link ReportPart#ofWindow})
   */
  MergePartials(
      Dataset<?> dataset,
      @Nullable String temporaryFolder,
      boolean byWindow,
      Destination<OutT> destination) {
    this.dataset = dataset;
    this.temporaryFolder = temporaryFolder;
    this.byWindow = byWindow;
    this.destination = destination;
  }

  /** Merges the partials of one partition. */
  @ProcessElement
  public void processElement(
      @Element KV<Long, Iterable<byte[]>> partials,
      BoundedWindow window,
      PaneInfo pane,
      OutputReceiver<KV<Long, OutT>> out) {
    // One iterator: Flink's batch mode lets the values of a key be read once.
    Iterator<byte[]> values = partials.getValue().iterator();
    if (!values.hasNext()) {
      // As in AggregateByPartition.merge: it must not replace the pane that has everything.
      return;
    }
    Iterable<byte[]> chunksOnce = () -> values;
    if (!byWindow) {
      destination.send(partials.getKey(), window, pane, merged(chunksOnce), out::output);
      return;
    }
    NavigableMap<IntervalWindow, List<byte[]>> windows = new TreeMap<>();
    for (byte[] part : chunksOnce) {
      ReportPart.OfWindow of = ReportPart.window(part);
      windows
          .computeIfAbsent(
              new IntervalWindow(
                  Instant.ofEpochMilli(of.startMillis()), Instant.ofEpochMilli(of.endMillis())),
              w -> new ArrayList<>())
          .add(of.part());
    }
    windows.forEach(
        (of, chunks) -> destination.send(partials.getKey(), of, pane, merged(chunks), out::output));
  }

  private Merged merged(Iterable<byte[]> chunks) {
    Partition partition = dataset.merging();
    NavigableMap<String, SourceCounts> counts = new TreeMap<>();
    try (ChunkReader reader = new ChunkReader()) {
      for (byte[] chunk : chunks) {
        if (WindowPartials.isCounts(chunk)) {
          WindowPartials.addCounts(chunk, counts);
        } else {
          ByteInput entries = reader.entries(chunk);
          partition.merge(reader.aggregate(), entries);
        }
      }
    }
    Map<Integer, RunWriter> runs = new HashMap<>();
    partition.writeRows(table -> runs.computeIfAbsent(table, this::run));
    return new Merged(
        runs.values().stream().map(run -> ReportPart.ofRun(run.finish())).toList(),
        ReportPart.ofTotals(partition.totals()),
        partition.candidates(),
        counts);
  }

  private RunWriter run(int table) {
    return temporaryFolder == null
        ? new RunWriter(table, Integer.MAX_VALUE)
        : new RunWriter(table, temporaryFolder);
  }
}
