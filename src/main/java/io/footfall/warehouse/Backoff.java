package io.footfall.warehouse;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The pauses between attempts. Each is twice the previous one, with random jitter, so that
 * transactions that collided do not collide again.
 */
final class Backoff {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final LoadSettings settings;
  private int failed;

  Backoff(LoadSettings settings) {
    this.settings = settings;
  }

  /** Returns whether another attempt is allowed after one more failure. */
  boolean permitsRetry() {
    return ++failed < settings.attempts();
  }

  /** Returns the pause before that attempt. */
  Duration pause() {
    long most =
        Math.min(
            LONGEST.toMillis(),
            settings.firstPause().toMillis() << Math.min(20, Math.max(0, failed - 1)));
    return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }
}
