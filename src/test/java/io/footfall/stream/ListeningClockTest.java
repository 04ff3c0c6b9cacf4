package io.footfall.stream;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

class ListeningClockTest {
  private final ListeningClock clock = new ListeningClock(10_000);

  @Test
  void followsTheWallClockWhilePolled() {
    for (long now = 10_000; now <= 12_000; now += 50) {
      clock.poll(now);
    }
    assertThat(clock.time(), is(12_000L));
  }

  @Test
  void excludesTimeInWhichTheReaderIsHeldUp() {
    clock.poll(10_500);
    clock.poll(3_610_500);
    assertThat(clock.time(), is(11_500L));
    clock.poll(3_610_600);
    assertThat(clock.time(), is(11_600L));
  }

  @Test
  void doesNotGoBackWithTheWallClock() {
    clock.poll(10_500);
    clock.poll(9_000);
    assertThat(clock.time(), is(10_500L));
    clock.poll(9_100);
    assertThat(clock.time(), is(10_600L));
  }
}
