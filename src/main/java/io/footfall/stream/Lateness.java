package io.footfall.stream;

import java.io.Serializable;
import java.time.Duration;

/**
 * The settings by which a stream's watermark follows the event times of its records.
 *
 * @param outOfOrderness the watermark delay: how far the watermark of a shard stays behind its
 *     latest event time
 * @param idleAfter the idle timeout: a shard without messages for this long stops holding back the
 *     watermark. If all shards are idle, the watermark follows the clock, {@code idleAfter} and
 *     {@code outOfOrderness} behind it. With zero, a silent shard holds the watermark indefinitely
 * @param ahead an event time that is further than this ahead of its message's arrival, or of the
 *     reader's clock, does not move the watermark: one wrong clock must not make all other records
 *     late
 */
public record Lateness(Duration outOfOrderness, Duration idleAfter, Duration ahead)
    implements Serializable {

  // Limits between the units. As milliseconds, they are in the years 1973, 5138 and about
  // 3,170,000.
  private static final long SECONDS_BELOW = 100_000_000_000L;
  private static final long MICROSECONDS_FROM = 100_000_000_000_000L;
  private static final long NANOSECONDS_FROM = 100_000_000_000_000_000L;

  /** 10 seconds out of order, idle after 2 minutes, an hour ahead. */
  public static final Lateness DEFAULT =
      new Lateness(Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofHours(1));

  /**
   * Checks the durations.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public Lateness {
    for (Duration duration : new Duration[] {outOfOrderness, idleAfter, ahead}) {
      if (duration.isNegative()) {
        throw new IllegalArgumentException(duration + " is negative");
      }
    }
  }

  /** Returns a copy with another watermark delay. */
  public Lateness withOutOfOrderness(Duration value) {
    return new Lateness(value, idleAfter, ahead);
  }

  /** Returns a copy with another idle timeout. */
  public Lateness withIdleAfter(Duration value) {
    return new Lateness(outOfOrderness, value, ahead);
  }

  /**
   * Returns when a message arrived in the stream, given a time that its producer may have set. A
   * time that is not positive, or further than {@link #ahead} in the future, is replaced by the
   * current time.
   *
   * @param reported time of arrival that the stream reports, since the epoch, in seconds,
   *     milliseconds, microseconds or nanoseconds: the magnitude tells
   * @param now the reader's clock, in milliseconds since the epoch
   */
  public long arrivalMillis(long reported, long now) {
    long millis = reported;
    if (reported > 0 && reported < SECONDS_BELOW) {
      millis = reported * 1_000;
    } else if (reported >= NANOSECONDS_FROM) {
      millis = reported / 1_000_000;
    } else if (reported >= MICROSECONDS_FROM) {
      millis = reported / 1_000;
    }
    return millis <= 0 || millis - now > ahead.toMillis() ? now : millis;
  }
}
