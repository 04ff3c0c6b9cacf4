package io.footfall.transforms.count;

import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ByteInput;
import io.footfall.dataset.Partition;
import io.footfall.report.ChunkReader;
import io.footfall.report.ReportPart;
import io.footfall.report.WindowResult;
import io.footfall.table.RunWriter;
import io.footfall.table.SortedRun;
import java.io.Serializable;
import java.math.BigDecimal;
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
  private final MergeMemory<?> memory;
  private final @Nullable String temporaryFolder;
  private final boolean byWindow;
  private final Destination<OutT> destination;

  /**
   * The partition merged last, whose memory the next one reuses. Null in streams, which would hold
   * the memory between merges.
   */
  private transient @Nullable Partition earlier;

  /**
   * The content of a partition in a window.
   *
   * @param sorted its rows as sorted runs, any number per table
   * @param sums its totals by name
   * @param candidates rows that may be among the highlights
   * @param counts the counts of each source, if they come with the partials
   */
  record Merged(
      List<SortedRun> sorted,
      NavigableMap<String, BigDecimal> sums,
      List<byte[]> candidates,
      NavigableMap<String, SourceCounts> counts) {

    Merged() {
      this(new ArrayList<>(), new TreeMap<>(), new ArrayList<>(), new TreeMap<>());
    }

    /** Returns the runs as parts of a report. */
    List<byte[]> runs() {
      return sorted.stream().map(ReportPart::ofRun).toList();
    }

    /** Returns the totals as a part of a report. */
    byte[] totals() {
      return ReportPart.ofTotals(sums);
    }

    /** Returns the runs and the totals. */
    List<byte[]> parts() {
      List<byte[]> parts = new ArrayList<>(runs());
      parts.add(totals());
      return parts;
    }

    WindowResult result(BoundedWindow window, PaneInfo pane) {
      IntervalWindow of = (IntervalWindow) window;
      return new WindowResult(
          of.start().getMillis(),
          of.end().getMillis(),
          pane.getIndex(),
          pane.isLast(),
          counts,
          sums,
          sorted,
          new byte[0]);
    }
  }

  /** Sends the merged results. */
  @FunctionalInterface
  interface Destination<OutT> extends Serializable {
    /** Sends the content of a key's partition in a window and pane. */
    void send(
        long key, BoundedWindow window, PaneInfo pane, Merged merged, Consumer<KV<Long, OutT>> out);
  }

  /**
   * Creates a merge.
   *
   * @param memory bounds the memory of the merge, except with {@code temporaryFolder} and without
   *     {@code byWindow}: each partition must then fit in memory
   * @param temporaryFolder the directory for large runs; null for scratch files of this process
   * @param byWindow whether the partials name their window ({@link ReportPart#ofWindow})
   */
  MergePartials(
      MergeMemory<?> memory,
      @Nullable String temporaryFolder,
      boolean byWindow,
      Destination<OutT> destination) {
    this.memory = memory;
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
    // A single iterator, because Flink's batch mode permits reading the values of a key only once.
    Iterator<byte[]> values = partials.getValue().iterator();
    if (!values.hasNext()) {
      // As in AggregateByPartition.merge, an empty pane must not replace the complete one.
      return;
    }
    Iterable<byte[]> chunksOnce = () -> values;
    if (!byWindow) {
      Merged merged = new Merged();
      if (temporaryFolder == null) {
        mergeBounded(chunksOnce, merged);
      } else {
        merge(chunksOnce, merged);
      }
      destination.send(partials.getKey(), window, pane, merged, out::output);
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
        (of, chunks) -> {
          Merged merged = new Merged();
          mergeBounded(chunks, merged);
          destination.send(partials.getKey(), of, pane, merged, out::output);
        });
  }

  /** Merges chunks and adds up counts, in bounded memory. */
  void mergeBounded(Iterable<byte[]> chunks, Merged into) {
    List<byte[]> partials = new ArrayList<>();
    for (byte[] chunk : chunks) {
      if (WindowPartials.isCounts(chunk)) {
        WindowPartials.addCounts(chunk, into.counts);
      } else {
        partials.add(chunk);
      }
    }
    memory.forEachPart(partials, part -> merge(part, into));
  }

  private void merge(Iterable<byte[]> chunks, Merged into) {
    Partition before = earlier;
    // Not reused after a failure, because its state is then unknown.
    earlier = null;
    Partition partition = before == null ? memory.dataset().merging() : before.next();
    try (ChunkReader reader = new ChunkReader()) {
      for (byte[] chunk : chunks) {
        ByteInput entries = reader.entries(chunk);
        partition.merge(reader.aggregate(), entries);
      }
    }
    Map<Integer, RunWriter> runs = new HashMap<>();
    partition.writeRows(
        table ->
            runs.computeIfAbsent(
                table,
                t -> temporaryFolder == null ? memory.run(t) : new RunWriter(t, temporaryFolder)));
    runs.values().forEach(run -> into.sorted.add(run.finish()));
    partition.totals().forEach((name, total) -> into.sums.merge(name, total, BigDecimal::add));
    into.candidates.addAll(partition.candidates());
    if (temporaryFolder != null) {
      earlier = partition;
    }
  }
}
