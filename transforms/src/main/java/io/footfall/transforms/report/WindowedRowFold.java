package io.footfall.transforms.report;

import io.footfall.accounting.Accounting;
import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.RowConsumer;
import io.footfall.dataset.Dataset;
import io.footfall.report.ReportPart;
import io.footfall.source.FileSlice;
import io.footfall.transforms.aggregate.WindowedFold;
import io.footfall.transforms.stream.StreamWindows;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.jspecify.annotations.Nullable;

/**
 * Folds rows in the windows of their own times, and counts them per window and file. No row is late
 * in a batch: all windows close at its end.
 */
final class WindowedRowFold<R> implements RowFold<R> {
  private final Dataset<R> dataset;
  private final StreamWindows windows;
  private final WindowedFold<R> fold;
  private final WindowedFold.Sink partials;
  private final Consumer<byte[]> parts;
  private final Map<IntervalWindow, SourceCounts> counts = new HashMap<>();

  private @Nullable FileSlice slice;
  // Those of the row before, which the next one probably has too.
  private IntervalWindow window;
  private SourceCounts counted = new SourceCounts();
  private long windowFrom = Long.MAX_VALUE;
  private long windowTo = Long.MIN_VALUE;

  /**
   * Creates a fold.
   *
   * @param partials takes the partials of a window, as {@link WindowedChunk} has them
   * @param spill returns the element to emit for a chunk
   * @param parts receives the counts of windows
   */
  WindowedRowFold(
      Dataset<R> dataset,
      StreamWindows windows,
      int partitions,
      long maxMemory,
      java.util.function.UnaryOperator<byte[]> spill,
      Sink partials,
      Consumer<byte[]> parts) {
    this.dataset = dataset;
    this.windows = windows;
    this.parts = parts;
    window = windows.windowOf(0);
    fold =
        new WindowedFold<>(
            dataset::folding, partitions, TimestampCombiner.END_OF_WINDOW, maxMemory);
    this.partials =
        (partition, chunk, at, of) ->
            partials.accept(partition, WindowedChunk.of((IntervalWindow) of, spill.apply(chunk)));
  }

  @Override
  public RowConsumer<R> rows(FileSlice from) {
    slice = from;
    return this::add;
  }

  private void add(R row) {
    goTo(row);
    counted.read++;
    counted.ok++;
    fold.add(row, window.maxTimestamp(), window, partials);
  }

  @Override
  public void leaveOut(R row) {
    goTo(row);
    counted.read++;
    counted.duplicate++;
  }

  private void goTo(R row) {
    long millis = Math.floorDiv(dataset.epochMicros(row), 1000);
    if (millis < windowFrom || millis >= windowTo) {
      window = windows.windowOf(millis);
      windowFrom = window.start().getMillis();
      windowTo = window.end().getMillis();
      counted = counts.computeIfAbsent(window, w -> new SourceCounts());
    }
  }

  @Override
  public void endSlice() {
    FileSlice of = Objects.requireNonNull(slice);
    counts.forEach(
        (at, counted) ->
            parts.accept(
                ReportPart.ofWindow(
                    at.start().getMillis(),
                    at.end().getMillis(),
                    ReportPart.of(
                        ReportPart.Kind.COUNTS,
                        Accounting.pack(of.file(), of.from(), 0, counted)))));
    counts.clear();
    windowFrom = Long.MAX_VALUE;
    windowTo = Long.MIN_VALUE;
  }

  @Override
  public void drain() {
    fold.finish(partials);
  }
}
