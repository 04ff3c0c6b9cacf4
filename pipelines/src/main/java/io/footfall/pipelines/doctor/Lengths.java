package io.footfall.pipelines.doctor;

import java.time.Duration;

/** Tells lengths of time as options have them. */
final class Lengths {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Lengths() {}

  /** In the largest unit of which it is a whole number: {@code 90s}, {@code 2m}, {@code 1d}. */
  static String tell(Duration length) {
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
