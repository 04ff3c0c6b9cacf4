package io.footfall.pipelines.check;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The days that a rule is about. */
enum Period {
  /** The last day with data. */
  LAST_DAY(1),
  /** The seven days that end with the last day with data. */
  LAST_7_DAYS(7),
  /** The 28 days that end with the last day with data. */
  LAST_28_DAYS(28),
  /** The day before today, in UTC. */
  YESTERDAY(1),
  /** All days. */
  ALL(0);

  private final int days;

  Period(int days) {
    this.days = days;
  }

  /** Returns whether a period of the same length precedes it. */
  boolean hasPrevious() {
    return days > 0;
  }

  /**
   * Returns an SQL condition that selects the days.
   *
   * @param last the last day with data
   * @param today the current day
   * @param back the number of periods to go back, 0 for this one
   */
  String condition(LocalDate last, LocalDate today, int back) {
    if (days == 0) {
      return "";
    }
    LocalDate end = (this == YESTERDAY ? today.minusDays(1) : last).minusDays((long) back * days);
    return "event_date BETWEEN DATE '" + end.minusDays(days - 1L) + "' AND DATE '" + end + "'";
  }

  /** Returns its name in rules, such as {@code last-7-days}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Period> named(String word) {
    return Arrays.stream(values()).filter(period -> period.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Period::word).toList();
  }
}
