package io.footfall.transforms.count;

import io.footfall.accounting.SourceCounts;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.jspecify.annotations.Nullable;

/** The counts of a bundle, by window and shard. Not thread-safe. */
final class WindowCounts {
  private final Map<IntervalWindow, Map<String, SourceCounts>> counts = new HashMap<>();
  // The last result, which the next record probably needs too.
  private @Nullable IntervalWindow window;
  private String shard = "";
  private SourceCounts last = new SourceCounts();

  /** Receives the counts of a window. */
  @FunctionalInterface
  interface Sink {
    /** Receives the counts of a window by shard. */
    void accept(IntervalWindow window, Map<String, SourceCounts> byShard);
  }

  /** Clears all state at the start of a bundle, because an earlier one may have failed. */
  void start() {
    counts.clear();
    window = null;
  }

  /** Returns the counts of a shard in a window, to be added to. */
  SourceCounts of(IntervalWindow in, String of) {
    if (!in.equals(window) || !of.equals(shard)) {
      window = in;
      shard = of;
      last =
          counts
              .computeIfAbsent(in, w -> new HashMap<>())
              .computeIfAbsent(of, s -> new SourceCounts());
    }
    return last;
  }

  /** Passes all counts to the sink. */
  void finish(Sink to) {
    counts.forEach(to::accept);
    start();
  }
}
