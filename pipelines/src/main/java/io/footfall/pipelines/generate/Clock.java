package io.footfall.pipelines.generate;

import java.time.LocalDate;

/** Determines and writes the timestamp of each row. */
final class Clock {

  private static final int SECONDS_OF_DAY = 86_400;

  private final long start;
  private final long span;
  private final long rows;
  private final long lateChance;
  private final long latest;
  private final long firstDay;
  private final byte[][] days;

  Clock(GenerateSettings settings) {
    firstDay = settings.start().toEpochDay();
    start = firstDay * SECONDS_OF_DAY;
    span = (long) settings.days() * SECONDS_OF_DAY;
    rows = settings.rows();
    lateChance = settings.lateChance();
    latest = settings.latestSeconds();
    days = new byte[settings.days()][];
    for (int d = 0; d < days.length; d++) {
      days[d] = Text.utf8(LocalDate.ofEpochDay(firstDay + d).toString());
    }
  }

  /** Returns the timestamp of a row in seconds since 1970. */
  long of(long row, SplitMix dice) {
    // Rows are at most 2^31 and the span less than 2^32: the product fits.
    long turn = row * span / rows;
    if (dice.chance(lateChance)) {
      turn -= dice.below(Math.min(latest, turn) + 1);
    }
    return start + turn;
  }

  /** Writes {@code YYYY-MM-DD HH:MM:SS}. */
  void put(Text out, long when) {
    putDay(out, day(when));
    int second = (int) ((when - start) % SECONDS_OF_DAY);
    out.put(' ').two(second / 3600).put(':').two(second / 60 % 60).put(':').two(second % 60);
  }

  /** Returns the day of a timestamp, starting from 0. */
  int day(long when) {
    return (int) ((when - start) / SECONDS_OF_DAY);
  }

  /** Returns the number of days. */
  int days() {
    return days.length;
  }

  /** Writes a day as {@code YYYY-MM-DD}. */
  void putDay(Text out, int day) {
    out.put(days[day]);
  }
}
