package io.footfall.pipelines.doctor;

import java.time.Duration;

/** Formats durations as options accept them. */
final class OptionDuration {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private OptionDuration() {}

  /**
   * Formats a duration in the largest unit that divides it: {@code 90s}, {@code 2m}, {@code 1d}.
   */
  static String format(Duration length) {
    long millis = length.toMillis();
    if (millis == 0) {
      return "0s";
    }
    if (millis % DAY == 0) {
      return millis / DAY + "d";
    }
    if (millis % HOUR == 0) {
      return millis / HOUR + "h";
    }
    if (millis % MINUTE == 0) {
      return millis / MINUTE + "m";
    }
    return millis % SECOND == 0 ? millis / SECOND + "s" : millis + "ms";
  }
}
