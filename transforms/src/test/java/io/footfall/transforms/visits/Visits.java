package io.footfall.transforms.visits;

import io.footfall.visits.UrlVisits;
import io.footfall.visits.Visit;
import java.math.BigDecimal;
import java.time.Instant;
import org.apache.beam.sdk.values.TimestampedValue;

/** Visits for tests: all times are on one day, in UTC. */
final class Visits {
  private static final String DAY = "2024-03-01T";

  private Visits() {}

  /** The time of day as an instant, for windows and watermarks. */
  static org.joda.time.Instant at(String time) {
    return org.joda.time.Instant.parse(DAY + time + "Z");
  }

  static Visit visit(String user, String time, String url, String duration) {
    return Visit.of(user, Instant.parse(DAY + time + "Z"), url, new BigDecimal(duration));
  }

  /** The visit at its own time. */
  static TimestampedValue<Visit> event(String user, String time, String url, String duration) {
    return TimestampedValue.of(visit(user, time, url, duration), at(time));
  }

  static UrlVisits url(String url, long visits, String timeSpent, String first) {
    return new UrlVisits(
        url, visits, new BigDecimal(timeSpent), visit("1", first, url, "0").epochMicros());
  }
}
