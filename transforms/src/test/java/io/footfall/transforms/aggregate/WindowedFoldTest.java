package io.footfall.transforms.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowCount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class WindowedFoldTest {
  private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  private static final FixedWindows MINUTES = FixedWindows.of(Duration.standardMinutes(1));

  /** Merges what a fold sends, per window; keeps the timestamps. */
  private static final class Received implements WindowedFold.Sink {
    private final Map<BoundedWindow, RowCount<String>> counts = new HashMap<>();
    private final Map<BoundedWindow, Instant> timestamps = new HashMap<>();
    private int chunks;

    @Override
    public void accept(int partition, byte[] chunk, Instant timestamp, BoundedWindow window) {
      assertThat(
          timestamp + " is in " + window, MINUTES.assignWindow(timestamp).equals(window), is(true));
      counts.computeIfAbsent(window, w -> RowCount.merging()).merge(PartialWriter.entriesOf(chunk));
      timestamps.put(window, timestamp);
      chunks++;
    }
  }

  private static WindowedFold<String> fold(TimestampCombiner timestamps, long maxMemory) {
    return new WindowedFold<>(
        (writers, memory) -> List.of(RowCount.foldingTo(writers.apply(0))),
        4,
        timestamps,
        maxMemory);
  }

  private static IntervalWindow add(
      WindowedFold<String> fold, Instant timestamp, WindowedFold.Sink to) {
    IntervalWindow window = MINUTES.assignWindow(timestamp);
    fold.add("row", timestamp, window, to);
    return window;
  }

  @Test
  void emitsOnePartialPerWindowAndBundle() {
    WindowedFold<String> fold = fold(TimestampCombiner.END_OF_WINDOW, WindowedFold.DEFAULT_MEMORY);
    Received received = new Received();
    fold.start();
    for (int i = 0; i < 100; i++) {
      add(fold, START.plus(Duration.standardSeconds(i % 120)), received);
    }
    assertThat("before the end", received.chunks, is(0));
    fold.finish(received);
    assertThat("one per window", received.chunks, is(2));
    assertThat(received.counts.get(MINUTES.assignWindow(START)).count(), is(60L));
  }

  @Test
  void timestampIsWhatTheCombinerMakesOfThoseOfTheRows() {
    for (TimestampCombiner combiner : TimestampCombiner.values()) {
      WindowedFold<String> fold = fold(combiner, WindowedFold.DEFAULT_MEMORY);
      Received received = new Received();
      fold.start();
      IntervalWindow window = null;
      for (int second : new int[] {30, 10, 50, 20}) {
        window = add(fold, START.plus(Duration.standardSeconds(second)), received);
      }
      fold.finish(received);
      Instant expected =
          switch (combiner) {
            case EARLIEST -> START.plus(Duration.standardSeconds(10));
            case LATEST -> START.plus(Duration.standardSeconds(50));
            case END_OF_WINDOW -> window.maxTimestamp();
          };
      assertThat(received.timestamps.get(window), is(expected));
    }
  }

  @Test
  void boundsMemoryForManyWindows() {
    int rows = 100_000;
    long maxMemory = 1 << 20;
    WindowedFold<String> fold = fold(TimestampCombiner.EARLIEST, maxMemory);
    Received received = new Received();
    Map<IntervalWindow, Long> expected = new HashMap<>();
    Random random = new Random(1);
    fold.start();
    int before = 0;
    int mostHeld = 0;
    int added = 0;
    for (int i = 0; i < rows; i++) {
      Instant at = START.plus(Duration.standardMinutes(random.nextInt(50_000)));
      expected.merge(add(fold, at, received), 1L, Long::sum);
      added++;
      if (received.chunks > before) {
        mostHeld = Math.max(mostHeld, added);
        before = received.chunks;
        added = 0;
      }
    }
    // A window counts as a KiB: a thousand of them are a MiB, and twice that the most.
    assertThat(mostHeld, lessThan(2500));
    assertThat(mostHeld, greaterThan(0));
    fold.finish(received);
    Map<BoundedWindow, Long> counts = new HashMap<>();
    received.counts.forEach((window, count) -> counts.put(window, count.count()));
    assertThat(counts, is(expected));
  }

  @Test
  void bundleThatFailedLeavesNothingToTheNext() {
    WindowedFold<String> fold = fold(TimestampCombiner.END_OF_WINDOW, WindowedFold.DEFAULT_MEMORY);
    Received received = new Received();
    fold.start();
    add(fold, START, received);
    fold.start();
    add(fold, START, received);
    fold.finish(received);
    assertThat(received.counts.get(MINUTES.assignWindow(START)).count(), is(1L));
  }
}
