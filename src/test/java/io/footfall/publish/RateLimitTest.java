package io.footfall.publish;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;

import org.junit.jupiter.api.Test;

class RateLimitTest {
  @Test
  void moreDoNotPassInASecond() {
    long start = System.nanoTime();
    RateLimit limit = new RateLimit(1_000);
    for (int i = 0; i < 200; i++) {
      limit.pass();
    }
    // However slow the machine is, 200 of them take at least about 0.2 s.
    assertThat(System.nanoTime() - start, greaterThan(195_000_000L));
  }

  @Test
  void aPauseIsNotMadeUpFor() throws Exception {
    RateLimit limit = new RateLimit(1_000);
    limit.pass();
    Thread.sleep(100);
    long start = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      limit.pass();
    }
    assertThat(System.nanoTime() - start, greaterThan(90_000_000L));
  }
}
