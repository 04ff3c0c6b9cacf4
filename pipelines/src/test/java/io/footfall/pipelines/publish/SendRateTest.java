package io.footfall.pipelines.publish;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** By a clock that only pauses move, and that is woken too early, as a thread may be. */
class SendRateTest {
  private long nanos;

  private SendRate limit(double recordsPerSecond) {
    return new SendRate(
        recordsPerSecond, () -> nanos, pause -> nanos += Math.max(1_000, pause * 2 / 3));
  }

  private Duration timeOf(SendRate limit, int records) {
    long before = nanos;
    for (int i = 0; i < records; i++) {
      limit.pass();
    }
    return Duration.ofNanos(nanos - before);
  }

  @Test
  void limitsMessagesPerSecond() {
    assertThat(
        timeOf(limit(1_000), 200),
        allOf(
            greaterThanOrEqualTo(Duration.ofMillis(199)),
            lessThanOrEqualTo(Duration.ofMillis(200))));
  }

  @Test
  void doesNotCatchUpAfterAPause() {
    SendRate limit = limit(1_000);
    limit.pass();
    nanos += Duration.ofHours(1).toNanos();
    assertThat(timeOf(limit, 100), greaterThanOrEqualTo(Duration.ofMillis(98)));
  }

  @Test
  void sendsSeveralAtOnceIfPausesAreTooShort() {
    SendRate limit = limit(1_000_000);
    assertThat(timeOf(limit, 900), is(Duration.ZERO));
    assertThat(timeOf(limit, 1_000_000), greaterThanOrEqualTo(Duration.ofMillis(999)));
  }

  @Test
  void withoutALimitDoesNotWait() {
    assertThat(timeOf(limit(0), 10_000), is(Duration.ZERO));
  }
}
