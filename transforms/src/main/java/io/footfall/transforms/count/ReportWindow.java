package io.footfall.transforms.count;

import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.report.WindowResult;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;

/** Puts the partitions of a window together. */
final class ReportWindow extends DoFn<KV<Long, List<PartitionPane>>, WindowResult> {
  private final Dataset<?> dataset;

  ReportWindow(Dataset<?> dataset) {
    this.dataset = dataset;
  }

  @ProcessElement
  public void processElement(
      @Element KV<Long, List<PartitionPane>> partitions,
      BoundedWindow window,
      PaneInfo pane,
      OutputReceiver<WindowResult> out) {
    if (partitions.getValue().isEmpty()) {
      // As in AggregateByPartition.merge: it must not replace the pane that has everything.
      return;
    }
    NavigableMap<String, SourceCounts> counts = new TreeMap<>();
    List<byte[]> parts = new ArrayList<>();
    partitions.getValue().forEach(partition -> partition.unpack(counts, parts));
    IntervalWindow interval = (IntervalWindow) window;
    out.output(
        WindowResult.of(
            dataset,
            interval.start().getMillis(),
            interval.end().getMillis(),
            pane.getIndex(),
            pane.isLast(),
            counts,
            parts));
  }
}
