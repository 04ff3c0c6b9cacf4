package io.footfall.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;

import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private static Heartbeat of(String output) {
    return Heartbeat.of(output, () -> {});
  }

  @Test
  void tasksShareTheHeartbeatOfAnOutputUntilTheLastHasEnded() {
    Heartbeat first = of("run out");
    Heartbeat second = of("run out");
    Heartbeat other = of("run lake");
    assertThat(second, sameInstance(first));
    assertThat(other, not(sameInstance(first)));
    first.close();
    assertThat(of("run out"), sameInstance(first));
    first.close();
    second.close();
    Heartbeat later = of("run out");
    assertThat(later, not(sameInstance(first)));
    later.close();
    other.close();
  }
}
