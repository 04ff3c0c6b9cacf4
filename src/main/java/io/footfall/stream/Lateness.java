package io.footfall.stream;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a stream's watermark follows the event times in its records.
 *
 * @param outOfOrderness by how much the records of one shard may be out of order: the watermark
 *     stays this far behind the latest event time
 * @param idleAfter a shard from which nothing has come for so long no longer holds the others; if
 *     nothing comes from any, the watermark follows the clock, this and {@code outOfOrderness}
 *     behind it. Zero: a silent shard holds the watermark for ever
 * @param ahead an event time that is further than this ahead of its message's arrival does not move
 *     the watermark: one wrong clock must not make everybody else late
 */
public record Lateness(Duration outOfOrderness, Duration idleAfter, Duration ahead)
    implements Serializable {

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

  /** With another bound for the order. */
  public Lateness withOutOfOrderness(Duration value) {
    return new Lateness(value, idleAfter, ahead);
  }

  /** With another time after which a shard is idle. */
  public Lateness withIdleAfter(Duration value) {
    return new Lateness(outOfOrderness, value, ahead);
  }
}
