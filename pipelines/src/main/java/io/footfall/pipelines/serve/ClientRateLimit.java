package io.footfall.pipelines.serve;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A token bucket per client: a burst, refilled at a rate per minute. Only the most recent clients
 * are remembered.
 */
final class ClientRateLimit {
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

  /** Remaining requests of a client at a point in time. */
  private record Allowance(double left, long at) {}

  /**
   * Creates a limit.
   *
   * @param burst size of the bucket
   * @param perMinute refill per minute
   * @param nanoTime a clock in nanoseconds
   */
  ClientRateLimit(int burst, int perMinute, LongSupplier nanoTime) {
    this.burst = burst;
    nanosPerOne = (double) Duration.ofMinutes(1).toNanos() / perMinute;
    this.nanoTime = nanoTime;
  }

  /** Takes one token, or returns the wait until the next one. */
  synchronized Optional<Duration> take(String client) {
    long now = nanoTime.getAsLong();
    double left = left(client, now);
    if (left >= 1) {
      clients.put(client, new Allowance(left - 1, now));
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos((long) Math.ceil((1 - left) * nanosPerOne)));
  }

  /** Returns the wait until the next token without taking one; empty if one is available. */
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
