package io.footfall.visits;

import io.footfall.values.Decimals;
import java.math.BigDecimal;
import java.util.Optional;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * The totals of one URL: a row of {@code urls.csv} (src/docs/formats.md, section 2.1) as an element
 * of a collection.
 *
 * @param url the page
 * @param visits the number of visits, at least 1
 * @param withoutDuration the number of visits without a duration
 * @param timeSpent the exact sum of the durations, in seconds
 * @param firstVisitMicros the first visit, in microseconds since the epoch; breaks ties between
 *     URLs
 */
@DefaultCoder(UrlVisitsCoder.class)
public record UrlVisits(
    String url, long visits, long withoutDuration, BigDecimal timeSpent, long firstVisitMicros) {

  /** Creates a URL whose visits all have a duration. */
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
