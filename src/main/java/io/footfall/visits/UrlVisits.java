package io.footfall.visits;

import io.footfall.values.Decimals;
import java.math.BigDecimal;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * What is known of one URL: a row of {@code urls.csv} (src/docs/formats.md, section 2.1) as an
 * element of a collection.
 *
 * @param url the page
 * @param visits how many visits it had, at least 1
 * @param timeSpent the time spent on it, in seconds, exact
 * @param firstVisitMicros when it was visited first, microseconds since the epoch; decides between
 *     URLs with as many visits
 */
@DefaultCoder(UrlVisitsCoder.class)
public record UrlVisits(String url, long visits, BigDecimal timeSpent, long firstVisitMicros) {

  /** The time spent per visit, in seconds with 3 decimals, rounded half up from the exact sum. */
  public BigDecimal averageTimeSpent() {
    return Decimals.average(timeSpent, visits);
  }
}
