package io.footfall.pipelines.insight;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** The visits of a day: sums, which grow with rows that come. */
final class VisitsDay {
  private long visits;
  private BigDecimal seconds = BigDecimal.ZERO;
  private double first = Double.POSITIVE_INFINITY;
  private double last = Double.NEGATIVE_INFINITY;
  private final Map<String, Page> pages = new HashMap<>();

  /** Visits by the time on the page, as {@link VisitsPart#BINS} part it. */
  final long[] distribution = new long[VisitsPart.BINS.length];

  /** The users, and how many they are. */
  final UserSketch users = new UserSketch();

  long userCount;

  /** Those of them who bought something on that day, and how many they are. */
  UserSketch buyers = new UserSketch();

  long buyerCount;

  /** What is kept of one of the most visited pages. */
  static final class Page {
    /** Its visits by the time on it. */
    long[] distribution = new long[VisitsPart.BINS.length];

    /** Its users. */
    UserSketch users = new UserSketch();

    /** Those of them who bought something on that day. */
    UserSketch buyers = new UserSketch();
  }

  /** Takes rows in: how many they are, their seconds, and the times of the first and the last. */
  void add(long rows, BigDecimal ofSeconds, double firstOfThem, double lastOfThem) {
    visits += rows;
    seconds = seconds.add(ofSeconds);
    first = Math.min(first, firstOfThem);
    last = Math.max(last, lastOfThem);
  }

  long visits() {
    return visits;
  }

  BigDecimal seconds() {
    return seconds;
  }

  /** When the first visit was, in seconds since 1970. */
  double first() {
    return first;
  }

  /** When the last visit was, in seconds since 1970. */
  double last() {
    return last;
  }

  /** What is kept of a page. */
  Page page(String url) {
    return pages.computeIfAbsent(url, u -> new Page());
  }

  Map<String, Page> pages() {
    return pages;
  }
}
