package io.footfall.transforms.count;

import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.RowConsumer;
import io.footfall.dataset.Dataset;
import io.footfall.transforms.aggregate.WindowedFold;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;

/**
 * Folds rows in the windows of their own times, and counts them per window and source. Not
 * thread-safe.
 *
 * @param <R> the row
 */
final class WindowedRows<R> implements RowFold<R> {
  private final Dataset<R> dataset;
  private final EventTimeWindows windows;
  private final WindowedFold<R> fold;
  private final WindowedFold.Sink partials;
  private final WindowCounts.Sink packed;
  private final WindowCounts counts = new WindowCounts();

  private String source = "";
  // The window of the previous row, which the next one probably has too.
  private IntervalWindow window;
  private long windowFrom = Long.MAX_VALUE;
  private long windowTo = Long.MIN_VALUE;

  /**
   * Creates an empty fold.
   *
   * @param maxMemory as {@link WindowedFold} takes it
   * @param partials receives the partials of windows, with their latest timestamps
   * @param packed receives the counts of windows
   */
  WindowedRows(
      Dataset<R> dataset,
      EventTimeWindows windows,
      int partitions,
      long maxMemory,
      WindowedFold.Sink partials,
      WindowCounts.Sink packed) {
    this.dataset = dataset;
    this.windows = windows;
    this.partials = partials;
    this.packed = packed;
    window = windows.windowOf(0);
    fold =
        new WindowedFold<>(
            dataset::folding, partitions, TimestampCombiner.END_OF_WINDOW, maxMemory);
  }

  /** Clears all state. */
  void start() {
    fold.start();
    counts.start();
  }

  @Override
  public RowConsumer<R> rows(String of) {
    source = of;
    return row -> {
      IntervalWindow in = windowOf(row);
      SourceCounts counted = counts.of(in, source);
      counted.read++;
      counted.ok++;
      add(row, in);
    };
  }

  @Override
  public void leaveOut(R row) {
    counts.of(windowOf(row), source).repeat();
  }

  /** Returns the window of a row's own time. */
  IntervalWindow windowOf(R row) {
    long millis = Math.floorDiv(dataset.epochMicros(row), 1000);
    if (millis < windowFrom || millis >= windowTo) {
      window = windows.windowOf(millis);
      windowFrom = window.start().getMillis();
      windowTo = window.end().getMillis();
    }
    return window;
  }

  /** Folds a row without counting it. */
  void add(R row, IntervalWindow in) {
    fold.add(row, in.maxTimestamp(), in, partials);
  }

  /** Returns the counts, to be added to. */
  WindowCounts counts() {
    return counts;
  }

  @Override
  public void finish() {
    fold.finish(partials);
    counts.finish(packed);
  }
}
