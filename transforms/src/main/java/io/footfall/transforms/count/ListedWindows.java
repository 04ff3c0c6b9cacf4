package io.footfall.transforms.count;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IncompatibleWindowException;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.jspecify.annotations.Nullable;

/**
 * Windows with the bounds of others, such as those that a stream has written, whatever their
 * lengths. Each gap between two of them, before the first one and after the last one, is a window
 * too; if two overlap, the earlier one ends where the later one starts.
 */
final class ListedWindows extends PartitioningWindowFn<Object, IntervalWindow> {
  private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
  private static final long LAST = Instant.parse("+10000-01-03T00:00:00Z").toEpochMilli();

  /** Starts of windows and gaps, ascending. */
  private final long[] starts;

  ListedWindows(SortedMap<Long, Long> endsByStart) {
    long[] bounds = new long[2 * endsByStart.size() + 2];
    int size = 0;
    bounds[size++] = FIRST;
    for (Map.Entry<Long, Long> window : endsByStart.entrySet()) {
      if (bounds[size - 1] >= window.getKey()) {
        size--;
      }
      bounds[size++] = window.getKey();
      bounds[size++] = window.getValue();
    }
    bounds[size++] = LAST;
    starts = Arrays.copyOf(bounds, size);
  }

  @Override
  public IntervalWindow assignWindow(org.joda.time.Instant timestamp) {
    int found = Arrays.binarySearch(starts, timestamp.getMillis());
    int at = found >= 0 ? found : -found - 2;
    return new IntervalWindow(instant(at), instant(at + 1));
  }

  private org.joda.time.Instant instant(int at) {
    return org.joda.time.Instant.ofEpochMilli(starts[at]);
  }

  @Override
  @Deprecated // Beam deprecated this method, but still calls it.
  public boolean isCompatible(WindowFn<?, ?> other) {
    return other instanceof ListedWindows listed && Arrays.equals(starts, listed.starts);
  }

  @Override
  public void verifyCompatibility(WindowFn<?, ?> other) throws IncompatibleWindowException {
    if (!equals(other)) {
      throw new IncompatibleWindowException(other, "expected windows with the same bounds");
    }
  }

  @Override
  public Coder<IntervalWindow> windowCoder() {
    return IntervalWindow.getCoder();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ListedWindows that && Arrays.equals(starts, that.starts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(starts);
  }
}
