package io.footfall.pipelines.serve;

import io.footfall.bytes.Sha256;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stores sessions as digests of their cookies. The number is limited; a new session replaces the
 * oldest.
 */
final class Sessions {
  static final Duration LENGTH = Duration.ofHours(12);
  private static final int MOST = 1000;

  private final Clock clock;
  private final Map<String, Instant> ends = new LinkedHashMap<>();

  Sessions(Clock clock) {
    this.clock = clock;
  }

  /** Starts a session and returns the value of its cookie. */
  synchronized String begin() {
    Instant now = clock.instant();
    ends.values().removeIf(end -> !end.isAfter(now));
    if (ends.size() >= MOST) {
      ends.remove(ends.keySet().iterator().next());
    }
    String secret = Token.randomText();
    ends.put(key(secret), now.plus(LENGTH));
    return secret;
  }

  synchronized boolean isOpen(String secret) {
    Instant end = ends.get(key(secret));
    return end != null && end.isAfter(clock.instant());
  }

  synchronized void end(String secret) {
    ends.remove(key(secret));
  }

  private static String key(String secret) {
    return Base64.getEncoder().encodeToString(Sha256.of(secret));
  }
}
