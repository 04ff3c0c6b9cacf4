package io.footfall.pipelines.serve;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClientRateLimitTest {
  private final AtomicLong nanos = new AtomicLong();
  private final ClientRateLimit limit = new ClientRateLimit(3, 6, nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void allowsABurstAndThenTheRate() {
    for (int i = 0; i < 3; i++) {
      assertThat(limit.take("a"), is(Optional.empty()));
    }
    assertThat(limit.take("a"), is(Optional.of(Duration.ofSeconds(10))));
    pass(Duration.ofSeconds(4));
    assertThat(limit.untilNext("a"), is(Optional.of(Duration.ofSeconds(6))));
    pass(Duration.ofSeconds(6));
    assertThat(limit.untilNext("a"), is(Optional.empty()));
    assertThat(limit.take("a"), is(Optional.empty()));
    assertThat(limit.take("a"), is(Optional.of(Duration.ofSeconds(10))));
  }

  @Test
  void allowsAtMostABurstAfterAPause() {
    limit.take("a");
    pass(Duration.ofDays(1));
    for (int i = 0; i < 3; i++) {
      assertThat(limit.take("a"), is(Optional.empty()));
    }
    assertThat(limit.take("a").isPresent(), is(true));
  }

  @Test
  void limitsEachClientSeparately() {
    for (int i = 0; i < 3; i++) {
      limit.take("a");
    }
    assertThat(limit.take("a").isPresent(), is(true));
    assertThat(limit.take("b"), is(Optional.empty()));
  }
}
