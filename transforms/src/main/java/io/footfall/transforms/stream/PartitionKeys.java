package io.footfall.transforms.stream;

import java.io.Serializable;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * The keys under which the partials of a window are brought together: one for each partition, and
 * one for the counts. With a single partition the counts share its key, so that a pane has both as
 * of one moment. The window is in the key too, so that windows are spread over workers.
 *
 * @param partitions into how many parts the keys of a window are cut, at least 1
 */
record PartitionKeys(int partitions) implements Serializable {

  /** The key of a partition of a window. */
  long of(BoundedWindow window, int partition) {
    return ((IntervalWindow) window).start().getMillis() * keys() + partition;
  }

  /** The key of a window's counts. */
  long ofCounts(IntervalWindow window) {
    return of(window, keys() - 1);
  }

  /** The partition that a key is of. */
  int partition(long key) {
    return Math.floorMod(key, keys());
  }

  private int keys() {
    return partitions == 1 ? 1 : partitions + 1;
  }
}
