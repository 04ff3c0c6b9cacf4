package io.footfall.visits;

import io.footfall.records.Values;
import io.footfall.values.Decimals;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.jspecify.annotations.Nullable;

/**
 * One page view (src/docs/formats.md, section 1.1), as an element of a collection. Where speed
 * matters records are not made into objects at all: see {@link VisitRow}.
 *
 * @param userId who; any text that is not empty
 * @param epochMicros when: microseconds since 1970-01-01T00:00:00Z
 * @param url which page; any text that is not empty, kept as it is
 * @param duration how long, in seconds, exact, at least 0; null if it is not known
 */
@DefaultCoder(VisitCoder.class)
public record Visit(String userId, long epochMicros, String url, @Nullable BigDecimal duration) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one of them is not as said above
   */
  public Visit {
    Values.nonEmpty(userId, "userId");
    Values.nonEmpty(url, "url");
    if (duration != null) {
      if (duration.signum() < 0) {
        throw new IllegalArgumentException("duration is " + duration + "; expected at least 0");
      }
      duration = Decimals.plain(duration, "duration");
    }
  }

  /** Creates a visit at an instant, truncated to microseconds. */
  public static Visit of(
      String userId, Instant timestamp, String url, @Nullable BigDecimal duration) {
    long micros =
        Math.addExact(
            Math.multiplyExact(timestamp.getEpochSecond(), 1_000_000L), timestamp.getNano() / 1000);
    return new Visit(userId, micros, url, duration);
  }

  /** When, to the microsecond. */
  public Instant timestamp() {
    return Instant.EPOCH.plus(epochMicros, ChronoUnit.MICROS);
  }
}
