package io.footfall.pipelines.serve;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often each client may do something: a burst at once, and then as many as come back per
 * minute. The clients who were seen last are known; whoever was forgotten has all of it again.
 */
final class RateLimit {
  private static final int MOST_CLIENTS = 10_000;

  private final int burst;
  private final double nanosPerOne;
  private final LongSupplier nanoTime;
  private final Map<String, Allowance> clients =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
          return size() > MOST_CLIENTS;
        }
      };

  /** What a client has left, and when that was so. */
  private record Allowance(double left, long at) {}

  /**
   * A limit.
   *
   * @param burst how many at once
   * @param perMinute how many come back in a minute
   * @param nanoTime the time, in nanoseconds from any moment
   */
  RateLimit(int burst, int perMinute, LongSupplier nanoTime) {
    this.burst = burst;
    nanosPerOne = (double) Duration.ofMinutes(1).toNanos() / perMinute;
    this.nanoTime = nanoTime;
  }

  /** Takes one; if none is left, gives how long it is until one is. */
  synchronized Optional<Duration> take(String client) {
    long now = nanoTime.getAsLong();
    double left = left(client, now);
    if (left >= 1) {
      clients.put(client, new Allowance(left - 1, now));
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos((long) Math.ceil((1 - left) * nanosPerOne)));
  }

  /** How long it is until one can be taken, if none can now. Takes none. */
  synchronized Optional<Duration> untilNext(String client) {
    double left = left(client, nanoTime.getAsLong());
    return left >= 1
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) Math.ceil((1 - left) * nanosPerOne)));
  }

  private double left(String client, long now) {
    Allowance before = clients.get(client);
    return before == null
        ? burst
        : Math.min(burst, before.left() + (now - before.at()) / nanosPerOne);
  }
}
