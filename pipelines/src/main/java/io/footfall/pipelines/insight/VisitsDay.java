package io.footfall.pipelines.insight;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** The visits of a day; rows can be added. */
final class VisitsDay {
  /** Number of hours of a day. */
  static final int HOURS = 24;

  private long visits;
  private long timed;
  private BigDecimal seconds = BigDecimal.ZERO;
  private double first = Double.POSITIVE_INFINITY;
  private double last = Double.NEGATIVE_INFINITY;
  private final Map<String, Page> pages = new HashMap<>();

  /** Visits by time on page, in the bins of {@link VisitsPart#BINS}. */
  final long[] distribution = new long[VisitsPart.BINS.length];

  final long[] hours = new long[HOURS];

  final UserSketch users = new UserSketch();

  long userCount;

  /** The users who bought on this day. */
  UserSketch buyers = new UserSketch();

  long buyerCount;

  /** The data of one of the most visited pages. */
  static final class Page {
    /** Visits by time on page. */
    long[] distribution = new long[VisitsPart.BINS.length];

    UserSketch users = new UserSketch();

    /** The users who bought on this day. */
    UserSketch buyers = new UserSketch();
  }

  /**
   * Adds rows, given their number, the number with a duration, the sum of their seconds, and the
   * times of the first and last.
   */
  void add(
      long rows, long withDuration, BigDecimal ofSeconds, double firstOfThem, double lastOfThem) {
    visits += rows;
    timed += withDuration;
    seconds = seconds.add(ofSeconds);
    first = Math.min(first, firstOfThem);
    last = Math.max(last, lastOfThem);
  }

  long visits() {
    return visits;
  }

  /** Returns the number of visits that have a duration. */
  long timed() {
    return timed;
  }

  BigDecimal seconds() {
    return seconds;
  }

  /** Returns the time of the first visit, in seconds since 1970. */
  double first() {
    return first;
  }

  /** Returns the time of the last visit, in seconds since 1970. */
  double last() {
    return last;
  }

  /** Returns the data of a page. */
  Page page(String url) {
    return pages.computeIfAbsent(url, u -> new Page());
  }

  Map<String, Page> pages() {
    return pages;
  }
}
