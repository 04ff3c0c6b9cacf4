package io.footfall.transforms.count;

import io.footfall.report.WindowResult;

/**
 * The content of one partition of a window so far.
 *
 * @param partition the number of the partition
 * @param result its runs and totals, and the counts of the window if it has them
 */
record PartitionPane(int partition, WindowResult result) {

  /** Returns the later of two panes of one partition. */
  static PartitionPane latest(PartitionPane one, PartitionPane other) {
    return one.result.pane() > other.result.pane() ? one : other;
  }
}
