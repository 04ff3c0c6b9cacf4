package io.footfall.transforms.count;

import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.report.WindowResult;
import io.footfall.table.SortedRun;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;

/** Joins the partitions of a window into its result, without reading their rows. */
final class JoinPartitions extends DoFn<KV<Long, List<PartitionPane>>, WindowResult> {
  private final Dataset<?> dataset;

  JoinPartitions(Dataset<?> dataset) {
    this.dataset = dataset;
  }

  @ProcessElement
  public void processElement(
      @Element KV<Long, List<PartitionPane>> partitions,
      BoundedWindow window,
      PaneInfo pane,
      OutputReceiver<WindowResult> out) {
    if (partitions.getValue().isEmpty()) {
      // As in AggregateByPartition.merge, an empty pane must not replace the complete one.
      return;
    }
    NavigableMap<String, SourceCounts> counts = new TreeMap<>();
    NavigableMap<String, BigDecimal> totals = new TreeMap<>();
    List<SortedRun> runs = new ArrayList<>();
    for (PartitionPane partition : partitions.getValue()) {
      WindowResult result = partition.result();
      counts.putAll(result.counts());
      result.totals().forEach((name, total) -> totals.merge(name, total, BigDecimal::add));
      runs.addAll(result.runs());
    }
    IntervalWindow interval = (IntervalWindow) window;
    out.output(
        new WindowResult(
                interval.start().getMillis(),
                interval.end().getMillis(),
                pane.getIndex(),
                pane.isLast(),
                counts,
                totals,
                runs,
                new byte[0])
            .withSummary(dataset));
  }
}
