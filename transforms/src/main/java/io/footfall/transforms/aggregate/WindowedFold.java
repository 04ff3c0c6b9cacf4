package io.footfall.transforms.aggregate;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Folds the rows of one bundle, in separate aggregates for each window. For a {@link
 * org.apache.beam.sdk.transforms.DoFn}, which calls {@link #add} in its {@code @ProcessElement} and
 * {@link #finish} in its {@code @FinishBundle}.
 *
 * <p>Partials are emitted at the end of the bundle, or earlier if an aggregate or all of them
 * together have grown large: memory is bounded for any number of keys and windows. A partial has a
 * timestamp that its window's {@link TimestampCombiner} computes from those of its rows, so that
 * later steps see no difference.
 *
 * <p>Not thread-safe.
 *
 * @param <R> the row
 */
public final class WindowedFold<R> {

  /** Creates aggregates that fold rows. */
  @FunctionalInterface
  public interface Folding<R> {
    /** Opens aggregates, as {@link Aggregation#folding} does. */
    List<Aggregate<R>> open(IntFunction<PartialWriter> writers, long maxMemory);
  }

  /** Receives packed partials. */
  @FunctionalInterface
  public interface Sink {
    /** Receives a chunk for a partition of a window; the timestamp is inside the window. */
    void accept(int partition, byte[] chunk, Instant timestamp, BoundedWindow window);
  }

  /** Stands for the default memory limit: an eighth of the heap for all cores together. */
  public static final long DEFAULT_MEMORY = 0;

  /**
   * For {@link org.apache.beam.sdk.transforms.DoFn#getAllowedTimestampSkew}: any timestamp may come
   * after any other. Not the longest possible duration: a runner that computes the earliest
   * permitted timestamp would overflow, and handle that, for every element.
   */
  public static final Duration ANY_SKEW =
      new Duration(BoundedWindow.TIMESTAMP_MIN_VALUE, BoundedWindow.TIMESTAMP_MAX_VALUE);

  private static final int ROWS_BETWEEN_CHECKS = 1 << 10;
  private static final int ROWS_PER_NEW_WINDOW = 1 << 5;
  private static final long BYTES_PER_WINDOW = 1 << 10;

  private final Folding<R> folding;
  private final int partitions;
  private final TimestampCombiner timestamps;
  private final long maxMemory;
  private final long plainBytes;

  private final Map<BoundedWindow, Window> windows = new HashMap<>();
  private @Nullable Window current;
  private @Nullable Sink sink;
  private int untilCheck = ROWS_BETWEEN_CHECKS;

  /**
   * Creates an empty fold.
   *
   * @param partitions the number of key partitions
   * @param timestamps combines the timestamps of rows into that of a partial
   * @param maxMemory approximate number of bytes that all windows together hold before they emit
   *     partials, or {@link #DEFAULT_MEMORY}
   */
  public WindowedFold(
      Folding<R> folding, int partitions, TimestampCombiner timestamps, long maxMemory) {
    this.folding = folding;
    this.partitions = partitions;
    this.timestamps = timestamps;
    this.maxMemory = maxMemory == DEFAULT_MEMORY ? partOfHeap() : maxMemory;
    this.plainBytes = this.maxMemory / 8;
  }

  private static long partOfHeap() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() / (8L * runtime.availableProcessors());
  }

  /** One window's aggregates. */
  private final class Window {
    private final BoundedWindow window;
    private final List<PartialWriter> writers = new ArrayList<>();
    private final List<Aggregate<R>> aggregates;
    private Instant timestamp;

    Window(BoundedWindow window, Instant first) {
      this.window = window;
      timestamp = timestamps.assign(window, first);
      aggregates = folding.open(this::writer, maxMemory);
    }

    private PartialWriter writer(int aggregate) {
      PartialWriter writer =
          new PartialWriter(
              aggregate,
              partitions,
              plainBytes,
              (partition, chunk) -> send(partition, chunk, timestamp, window));
      writers.add(writer);
      return writer;
    }

    void add(R row, Instant at) {
      if (!timestamps.dependsOnlyOnWindow()) {
        timestamp = timestamps.combine(timestamp, timestamps.assign(window, at));
      }
      for (Aggregate<R> aggregate : aggregates) {
        aggregate.add(row);
      }
    }

    long memory() {
      long memory = BYTES_PER_WINDOW;
      for (Aggregate<R> aggregate : aggregates) {
        memory += aggregate.memory();
      }
      return memory;
    }

    void close() {
      aggregates.forEach(Aggregate::drain);
      writers.forEach(PartialWriter::finish);
    }
  }

  private void send(int partition, byte[] chunk, Instant timestamp, BoundedWindow window) {
    Objects.requireNonNull(sink).accept(partition, chunk, timestamp, window);
  }

  /** Clears all state at the start of a bundle, because an earlier one may have failed. */
  public void start() {
    windows.clear();
    current = null;
    untilCheck = ROWS_BETWEEN_CHECKS;
  }

  /**
   * Adds a row.
   *
   * @param to receives partials if this row exceeds the limit; they can be of other windows
   */
  public void add(R row, Instant timestamp, BoundedWindow window, Sink to) {
    sink = to;
    Window open = current;
    if (open == null || !open.window.equals(window)) {
      open = windows.get(window);
      if (open == null) {
        open = new Window(window, timestamp);
        windows.put(window, open);
        untilCheck -= ROWS_PER_NEW_WINDOW;
      }
      current = open;
    }
    open.add(row, timestamp);
    if (--untilCheck <= 0) {
      if (memory() > maxMemory) {
        finish(to);
      }
      // A check visits all windows, so it runs only after a share of the memory has been added.
      untilCheck = Math.max(ROWS_BETWEEN_CHECKS, ROWS_PER_NEW_WINDOW * windows.size());
    }
  }

  private long memory() {
    long memory = 0;
    for (Window window : windows.values()) {
      memory += window.memory();
    }
    return memory;
  }

  /** Emits all remaining partials. */
  public void finish(Sink to) {
    sink = to;
    windows.values().forEach(Window::close);
    windows.clear();
    current = null;
    sink = null;
  }
}
