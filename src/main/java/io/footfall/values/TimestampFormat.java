package io.footfall.values;

import io.footfall.errors.FootfallException;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The notation of timestamps in an input ({@code --timestampFormat}, src/docs/formats.md, section
 * 1.4).
 *
 * @param notation the notation
 * @param pattern of {@link DateTimeFormatter}, for {@link Notation#PATTERN}; otherwise empty
 */
public record TimestampFormat(Notation notation, String pattern) implements Serializable {

  /** Accepts every unambiguous form. */
  public static final TimestampFormat AUTO = new TimestampFormat(Notation.AUTO, "");

  private static final Pattern DAY_AND_MONTH =
      Pattern.compile("(\\d{1,2})([/.-])(\\d{1,2})\\2(\\d{4}|\\d{2})(\\D.*)?");
  private static final Pattern YEAR_FIRST =
      Pattern.compile("(\\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])([T ].*)?");
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");
  private static final DateTimeFormatter LONG_DATE =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);
  private static final ZonedDateTime SAMPLE =
      ZonedDateTime.of(2024, 11, 23, 22, 45, 56, 0, ZoneOffset.UTC);

  /** A notation of timestamps. */
  public enum Notation {
    /**
     * Year first, or a time since the epoch, whose number of digits determines the unit. The
     * default.
     */
    AUTO,
    /** Day, month, year; forms with the year first are read too. */
    DMY,
    /** Month, day, year; forms with the year first are read too. */
    MDY,
    /** Seconds since 1970-01-01T00:00:00Z, with or without decimals. */
    EPOCH_S,
    /** Milliseconds since then. */
    EPOCH_MS,
    /** Microseconds since then. */
    EPOCH_US,
    /** Only timestamps that match the pattern. */
    PATTERN
  }

  /**
   * Returns the format that an option names.
   *
   * @throws FootfallException if it is neither a known name nor a date pattern
   */
  public static TimestampFormat of(String option) {
    return switch (option) {
      case "auto" -> AUTO;
      case "dmy" -> new TimestampFormat(Notation.DMY, "");
      case "mdy" -> new TimestampFormat(Notation.MDY, "");
      case "epoch_s" -> new TimestampFormat(Notation.EPOCH_S, "");
      case "epoch_ms" -> new TimestampFormat(Notation.EPOCH_MS, "");
      case "epoch_us" -> new TimestampFormat(Notation.EPOCH_US, "");
      default -> ofPattern(option);
    };
  }

  private static TimestampFormat ofPattern(String option) {
    String problem = "the pattern contains no date";
    try {
      if (hasDate(option)) {
        return new TimestampFormat(Notation.PATTERN, option);
      }
      String calendar = option.replace('Y', 'y').replace('D', 'd');
      if (!calendar.equals(option) && hasDate(calendar)) {
        problem =
            "D is the day of the year and Y the week-based year. Did you mean " + calendar + "?";
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      problem = String.valueOf(e.getMessage());
    }
    throw FootfallException.usage(
        "--timestampFormat="
            + option
            + ": "
            + problem
            + (problem.endsWith("?") ? "" : ".")
            + " Choose auto, dmy, mdy, epoch_s, epoch_ms, epoch_us or a pattern of Java's"
            + " DateTimeFormatter such as 'dd MMM yyyy HH:mm:ss'.");
  }

  private static boolean hasDate(String pattern) {
    DateTimeFormatter formatter = formatter(pattern);
    return formatter.parse(formatter.format(SAMPLE)).query(TemporalQueries.localDate()) != null;
  }

  /** Returns whether other notations are refused. */
  boolean isExclusive() {
    return notation.ordinal() >= Notation.EPOCH_S.ordinal();
  }

  /** Returns a formatter for the pattern, which refuses dates that do not exist. */
  public DateTimeFormatter formatter() {
    return formatter(pattern);
  }

  private static DateTimeFormatter formatter(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        // Patterns contain yyyy, the year of era, which strict resolution accepts only with an era.
        .parseDefaulting(ChronoField.ERA, IsoEra.CE.getValue())
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /**
   * Describes the option that accepts a text which this format refuses, with the date that each
   * choice produces, or says that its day does not exist; empty if only a pattern could accept it.
   */
  public String advice(String text) {
    String stripped = text.strip();
    Matcher date = DAY_AND_MONTH.matcher(stripped);
    if (date.matches() && (notation == Notation.AUTO || isExclusive())) {
      int first = Integer.parseInt(date.group(1));
      int second = Integer.parseInt(date.group(3));
      int year = fullYear(date.group(4));
      String dmy = date(year, second, first);
      String mdy = date(year, first, second);
      if (!dmy.isEmpty() && !mdy.isEmpty()) {
        return "The order of day and month is ambiguous: set --timestampFormat=dmy for "
            + dmy
            + ", or --timestampFormat=mdy for "
            + mdy
            + ".";
      }
      if (!dmy.isEmpty() || !mdy.isEmpty()) {
        return dmy.isEmpty()
            ? "--timestampFormat=mdy reads it as " + mdy + "."
            : "--timestampFormat=dmy reads it as " + dmy + ".";
      }
    }
    Matcher day = YEAR_FIRST.matcher(stripped);
    if (day.matches()
        && date(
                Integer.parseInt(day.group(1)),
                Integer.parseInt(day.group(2)),
                Integer.parseInt(day.group(3)))
            .isEmpty()) {
      return "The day does not exist.";
    }
    if (NUMBER.matcher(stripped).matches()) {
      return "For numbers, set --timestampFormat=epoch_s, epoch_ms or epoch_us.";
    }
    return "";
  }

  /** Returns the year of two or four digits. Two digits mean 1969 to 2068, as in POSIX. */
  static int fullYear(String digits) {
    int year = Integer.parseInt(digits);
    return digits.length() > 2 ? year : fullYear(year);
  }

  /** Returns the year that two digits mean. */
  static int fullYear(int twoDigits) {
    return twoDigits < 69 ? 2000 + twoDigits : 1900 + twoDigits;
  }

  private static String date(int year, int month, int day) {
    try {
      return year == 0 ? "" : LONG_DATE.format(LocalDate.of(year, month, day));
    } catch (DateTimeException e) {
      return "";
    }
  }
}
