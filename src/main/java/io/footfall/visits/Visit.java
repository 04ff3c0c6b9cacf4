package io.footfall.visits;

import io.footfall.records.Values;
import io.footfall.values.Decimals;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.jspecify.annotations.Nullable;

/**
 * One page view (src/docs/formats.md, section 1.1), as an element of a collection. Fast paths do
 * not create an object per record: see {@link VisitRow}.
 *
 * @param userId the user; not empty
 * @param epochMicros the time, in microseconds since 1970-01-01T00:00:00Z
 * @param url the page; not empty, kept byte for byte
 * @param duration exact seconds, at least 0; null if unknown
 */
@DefaultCoder(VisitCoder.class)
public record Visit(String userId, long epochMicros, String url, @Nullable BigDecimal duration) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one of them is out of range
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

  /** Returns the time, to the microsecond. */
  public Instant timestamp() {
    return Instant.EPOCH.plus(epochMicros, ChronoUnit.MICROS);
  }
}
