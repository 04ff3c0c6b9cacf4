package io.footfall.transforms.count;

import java.io.Serializable;
import java.time.Duration;
import java.time.ZoneId;
import java.util.SortedMap;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.Window.ClosingBehavior;
import org.joda.time.Instant;

/**
 * Event-time windows of streams and files: their length and, for streams, their allowed lateness
 * and the interval between early panes.
 *
 * <p>Panes accumulate, so each has the entire result so far. One is emitted when the watermark
 * passes the end of the window, early ones before and late ones after it, and the final one when
 * the allowed lateness has passed.
 */
public final class EventTimeWindows implements Serializable {
  private final PartitioningWindowFn<Object, IntervalWindow> windowFn;
  private final Duration allowedLateness;
  private final Duration updateEvery;

  private EventTimeWindows(
      PartitioningWindowFn<Object, IntervalWindow> windowFn,
      Duration allowedLateness,
      Duration updateEvery) {
    this.windowFn = windowFn;
    this.allowedLateness = allowedLateness;
    this.updateEvery = updateEvery;
  }

  /**
   * Returns windows of this length that begin at multiples of it since 1970-01-01T00:00:00Z.
   *
   * @throws IllegalArgumentException if the length is not positive
   */
  public static EventTimeWindows fixed(Duration length) {
    if (length.toMillis() <= 0) {
      throw new IllegalArgumentException("a window of " + length + "; expected a positive length");
    }
    return of(FixedWindows.of(org.joda.time.Duration.millis(length.toMillis())));
  }

  /** Returns calendar days, of 23, 24 or 25 hours where clocks change. */
  public static EventTimeWindows days(ZoneId zone) {
    return of(new DayWindows(zone));
  }

  /**
   * Returns windows with these bounds. Each gap between two of them, before the first one and after
   * the last one, is a window too; if two overlap, the earlier one ends where the later one starts.
   *
   * @param endsByStart the ends of windows by their starts, in milliseconds since the epoch
   */
  public static EventTimeWindows listed(SortedMap<Long, Long> endsByStart) {
    return of(new ListedWindows(endsByStart));
  }

  private static EventTimeWindows of(PartitioningWindowFn<Object, IntervalWindow> windowFn) {
    return new EventTimeWindows(windowFn, Duration.ZERO, Duration.ofSeconds(30));
  }

  /** Returns a copy with another allowed lateness. Default: zero. */
  public EventTimeWindows withAllowedLateness(Duration value) {
    return new EventTimeWindows(windowFn, value, updateEvery);
  }

  /** Returns a copy with another interval between early panes. Default: 30 seconds. */
  public EventTimeWindows withUpdateEvery(Duration value) {
    return new EventTimeWindows(windowFn, allowedLateness, value);
  }

  /** Returns how long after its end a window still accepts records. */
  public Duration allowedLateness() {
    return allowedLateness;
  }

  /** Returns the window of an event time, in milliseconds since the epoch. */
  public IntervalWindow windowOf(long millis) {
    return windowFn.assignWindow(Instant.ofEpochMilli(millis));
  }

  /**
   * Returns whether a window accepts no more records at this watermark, by the rule of Beam's
   * grouping.
   */
  boolean isClosed(IntervalWindow window, long watermarkMillis) {
    return window.maxTimestamp().getMillis() + allowedLateness.toMillis() < watermarkMillis;
  }

  /** Returns a transform that assigns elements to the windows of their timestamps. */
  <T> Window<T> into() {
    return Window.<T>into(windowFn)
        .triggering(updates(updateEvery))
        .withAllowedLateness(joda(allowedLateness), ClosingBehavior.FIRE_ALWAYS)
        .accumulatingFiredPanes();
  }

  /**
   * Returns windowing for results of several partitions. It waits briefly, so that simultaneous
   * results are emitted together.
   */
  <T> Window<T> gathered() {
    return Window.<T>configure()
        .triggering(updates(Duration.ofMillis(Math.min(200, updateEvery.toMillis() / 4))))
        .withAllowedLateness(joda(allowedLateness), ClosingBehavior.FIRE_ALWAYS)
        .accumulatingFiredPanes();
  }

  private static Trigger updates(Duration every) {
    return AfterWatermark.pastEndOfWindow()
        .withEarlyFirings(AfterProcessingTime.pastFirstElementInPane().plusDelayOf(joda(every)))
        .withLateFirings(AfterProcessingTime.pastFirstElementInPane().plusDelayOf(joda(every)));
  }

  private static org.joda.time.Duration joda(Duration duration) {
    return org.joda.time.Duration.millis(duration.toMillis());
  }
}
