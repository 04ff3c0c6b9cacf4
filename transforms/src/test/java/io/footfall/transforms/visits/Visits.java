package io.footfall.transforms.visits;

import io.footfall.visits.UrlVisits;
import io.footfall.visits.Visit;
import java.math.BigDecimal;
import java.time.Instant;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;

/** Visits for tests: all times are on one day, in UTC. */
final class Visits {
  static final Duration HOUR = Duration.standardHours(1);

  private static final String DAY = "2024-03-01T";

  static final IntervalWindow TEN = new IntervalWindow(at("10:00:00"), HOUR);

  private Visits() {}

  /** The time of day as an instant, for windows and watermarks. */
  static org.joda.time.Instant at(String time) {
    return org.joda.time.Instant.parse(DAY + time + "Z");
  }

  static Window<Visit> hourly() {
    return Window.into(FixedWindows.of(HOUR));
  }

  /** Speculative panes after five minutes, the truth at the end, corrections for an hour. */
  static Window<Visit> ladder() {
    return hourly()
        .triggering(
            AfterWatermark.pastEndOfWindow()
                .withEarlyFirings(
                    AfterProcessingTime.pastFirstElementInPane()
                        .plusDelayOf(Duration.standardMinutes(5)))
                .withLateFirings(AfterPane.elementCountAtLeast(1)))
        .withAllowedLateness(HOUR)
        .accumulatingFiredPanes();
  }

  /** The truth at the end, and corrections for an hour. */
  static Window<Visit> corrected() {
    return hourly()
        .triggering(
            AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1)))
        .withAllowedLateness(HOUR)
        .accumulatingFiredPanes();
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
