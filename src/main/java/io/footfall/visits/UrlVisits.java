package io.footfall.visits;

import io.footfall.values.Decimals;
import java.math.BigDecimal;
import java.util.Optional;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * What is known of one URL: a row of {@code urls.csv} (src/docs/formats.md, section 2.1) as an
 * element of a collection.
 *
 * @param url the page
 * @param visits how many visits it had, at least 1
 * @param withoutDuration how many of them have no duration
 * @param timeSpent the time spent on it, in seconds, exact, by the visits that have a duration
 * @param firstVisitMicros when it was visited first, microseconds since the epoch; decides between
 *     URLs with as many visits
 */
@DefaultCoder(UrlVisitsCoder.class)
public record UrlVisits(
    String url, long visits, long withoutDuration, BigDecimal timeSpent, long firstVisitMicros) {

  /** A URL whose visits all have a duration. */
  public UrlVisits(String url, long visits, BigDecimal timeSpent, long firstVisitMicros) {
    this(url, visits, 0, timeSpent, firstVisitMicros);
  }

  /**
   * Returns the time spent per visit that has a duration, in seconds with 3 decimals, rounded half
   * up from the exact sum; empty if none has one.
   */
  public Optional<BigDecimal> averageTimeSpent() {
    return visits == withoutDuration
        ? Optional.empty()
        : Optional.of(Decimals.average(timeSpent, visits - withoutDuration));
  }
}
