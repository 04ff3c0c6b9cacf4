package io.footfall.transforms.count;

import java.io.Serializable;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * The keys by which the partials of a window are grouped: one per partition, and one for the
 * counts. With a single partition, the counts share its key, so that each pane has partials and
 * counts of the same moment. The window is part of the key, so that windows are distributed over
 * workers.
 *
 * @param partitions the number of key partitions per window, at least 1
 */
record PartitionKeys(int partitions) implements Serializable {

  long of(BoundedWindow window, int partition) {
    return ((IntervalWindow) window).start().getMillis() * keys() + partition;
  }

  /** Returns the key of a window's counts. */
  long ofCounts(IntervalWindow window) {
    return of(window, keys() - 1);
  }

  int partition(long key) {
    return Math.floorMod(key, keys());
  }

  private int keys() {
    return partitions == 1 ? 1 : partitions + 1;
  }
}
