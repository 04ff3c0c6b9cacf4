package io.footfall.pipelines.serve;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientSpeedTest {
  private long now;
  private final ClientSpeed speed = new ClientSpeed(() -> now);

  private void write(int characters, Duration takes) throws IOException {
    speed.write(() -> now += takes.toNanos(), characters);
  }

  @Test
  void endsADownloadThatTakesTooLongForItsSize() throws Exception {
    for (int i = 0; i < 20; i++) {
      write(8192, Duration.ofSeconds(1));
    }
    assertThrows(IOException.class, () -> write(8192, Duration.ofSeconds(1)));
  }

  @Test
  void acceptsAModestRate() throws Exception {
    for (int i = 0; i < 1000; i++) {
      write(20_000, Duration.ofSeconds(1));
    }
    assertThat(Duration.ofNanos(now), is(Duration.ofSeconds(1000)));
  }

  @Test
  void doesNotCountTheTimeOfTheQuery() throws Exception {
    for (int i = 0; i < 100; i++) {
      now += Duration.ofMinutes(1).toNanos();
      write(10, Duration.ofMillis(1));
    }
    assertThat(Duration.ofNanos(now).toMinutes(), is(100L));
  }
}
