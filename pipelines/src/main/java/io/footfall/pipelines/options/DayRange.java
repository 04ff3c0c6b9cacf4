package io.footfall.pipelines.options;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * An inclusive range of days, selected by options.
 *
 * @param from the first day; null for no limit
 * @param to the last day; null for no limit
 */
public record DayRange(@Nullable LocalDate from, @Nullable LocalDate to) {

  /** Parses {@code --from} and {@code --to}. */
  public static DayRange of(@Nullable String from, @Nullable String to, Problems problems) {
    DayRange range = new DayRange(day("--from", from, problems), day("--to", to, problems));
    if (range.from != null && range.to != null && range.to.isBefore(range.from)) {
      problems.add("--to=" + to + " is before --from=" + from + ".");
    }
    return range;
  }

  private static @Nullable LocalDate day(String option, @Nullable String text, Problems problems) {
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      problems.add(option + "=" + text + " is not a date. Use YYYY-MM-DD.");
      return null;
    }
  }
}
