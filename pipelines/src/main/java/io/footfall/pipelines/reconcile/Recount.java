package io.footfall.pipelines.reconcile;

import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Partition;
import io.footfall.deduplication.IdTable;
import io.footfall.deduplication.RecordId;
import io.footfall.report.ReportPart;
import io.footfall.report.WindowReport;
import io.footfall.report.WrittenWindow;
import io.footfall.table.RunWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Recomputes one window from the rows of its records. Not thread-safe.
 *
 * @param <R> the row
 */
final class Recount<R> {
  private final Dataset<R> dataset;
  private final List<byte[]> chunks = new ArrayList<>();
  private final List<PartialWriter> writers = new ArrayList<>();
  private final List<Aggregate<R>> aggregates;

  private final boolean deduplicating;
  private final IdTable seen = new IdTable();
  private final RecordId id = new RecordId();
  private long counted;

  /**
   * Creates an empty window.
   *
   * @param deduplicating whether repeated records count once
   */
  Recount(Dataset<R> dataset, boolean deduplicating) {
    this.dataset = dataset;
    this.deduplicating = deduplicating;
    aggregates =
        dataset.folding(
            aggregate -> {
              PartialWriter writer =
                  new PartialWriter(
                      aggregate, 1, Long.MAX_VALUE, (partition, chunk) -> chunks.add(chunk));
              writers.add(writer);
              return writer;
            },
            Long.MAX_VALUE);
  }

  /**
   * Adds a row.
   *
   * @return false if the row is a repeat and was not counted
   */
  boolean add(R row) {
    if (deduplicating && isRepeat(row)) {
      return false;
    }
    counted++;
    for (Aggregate<R> aggregate : aggregates) {
      aggregate.add(row);
    }
    return true;
  }

  /** Returns the number of rows counted. */
  long counted() {
    return counted;
  }

  private boolean isRepeat(R row) {
    return id.set(dataset, row) && seen.add(id.high, id.low) < 0;
  }

  /**
   * The recomputed report.
   *
   * @param tables rows of each table, sorted
   * @param summary rows of the summary, or empty
   */
  record Result(List<List<String>> tables, List<String> summary) {}

  /** Returns the recomputed report. Call it once, at the end. */
  Result result() {
    WindowReport report = report(0, 0, 0, new TreeMap<>());
    List<String> summary = WrittenWindow.rows(report.summary());
    return new Result(
        report.tables().stream().map(WrittenWindow::rows).toList(),
        summary.isEmpty() ? summary : summary.subList(1, summary.size()));
  }

  /**
   * Returns the recomputed report as the final pane of a window. Call it once, at the end.
   *
   * @param counts the accounting of the window
   */
  WindowReport report(
      long startMillis, long endMillis, long pane, NavigableMap<String, SourceCounts> counts) {
    aggregates.forEach(Aggregate::drain);
    writers.forEach(PartialWriter::finish);
    Partition merging = dataset.merging();
    for (byte[] chunk : chunks) {
      merging.merge(PartialWriter.aggregateOf(chunk), PartialWriter.entriesOf(chunk));
    }
    Map<Integer, RunWriter> runs = new HashMap<>();
    merging.writeRows(table -> runs.computeIfAbsent(table, RunWriter::inMemory));
    List<byte[]> parts = new ArrayList<>();
    runs.values().forEach(run -> parts.add(ReportPart.ofRun(run.finish())));
    parts.add(ReportPart.ofTotals(merging.totals()));
    return WindowReport.of(dataset, startMillis, endMillis, pane, true, counts, parts);
  }
}
