package io.footfall.transforms.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class ListedWindowsTest {
  private final EventTimeWindows windows =
      EventTimeWindows.listed(new TreeMap<>(Map.of(10L, 20L, 20L, 25L, 40L, 100L, 50L, 60L)));

  private static IntervalWindow window(long start, long end) {
    return new IntervalWindow(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end));
  }

  @Test
  void keepsBounds() {
    assertThat(windows.windowOf(10), is(window(10, 20)));
    assertThat(windows.windowOf(19), is(window(10, 20)));
    assertThat(windows.windowOf(20), is(window(20, 25)));
  }

  @Test
  void makesWindowsOfGaps() {
    assertThat(windows.windowOf(25), is(window(25, 40)));
    assertThat(windows.windowOf(9).end().getMillis(), is(10L));
    assertThat(windows.windowOf(60).start().getMillis(), is(60L));
  }

  @Test
  void endsAWindowWhereAnOverlappingOneStarts() {
    assertThat(windows.windowOf(49), is(window(40, 50)));
    assertThat(windows.windowOf(50), is(window(50, 60)));
    assertThat(windows.windowOf(99).start().getMillis(), is(60L));
  }
}
