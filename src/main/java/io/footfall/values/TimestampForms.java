package io.footfall.values;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import org.jspecify.annotations.Nullable;

/**
 * Parses the timestamps that the fast path of {@link TimestampParser} does not cover: the slow
 * forms of src/docs/formats.md, section 1.4, and those of a {@link TimestampFormat}. Costs about
 * 100 ns per timestamp. Not thread-safe.
 */
final class TimestampForms {

  /** The form of a text. */
  enum Form {
    /** Not a timestamp. */
    NONE,
    /** A date, in {@link #day}. */
    DAY,
    /** {@link #day}, {@link #secondOfDay} and {@link #micros} in the zone of the parser. */
    LOCAL,
    /** A local time in {@link #zone}. */
    ZONED,
    /** An instant, in {@link #epochMicros}. */
    INSTANT
  }

  private static final int LONGEST = 128;
  private static final int SECONDS_PER_DAY = 86_400;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int MAX_OFFSET_SECONDS = 18 * 3600;
  private static final int MINUTES_MISSING = -1;

  /**
   * A larger value is outside the calendar; this limit also keeps the sums of days and offsets from
   * overflowing.
   */
  private static final BigDecimal MOST_MICROS = BigDecimal.valueOf(1_000_000_000_000_000_000L);

  int day;
  int secondOfDay;
  int micros;
  long epochMicros;
  ZoneId zone = ZoneOffset.UTC;

  private final TimestampFormat format;
  private final @Nullable DateTimeFormatter formatter;
  private byte[] b = new byte[0];
  private int p;
  private int end;
  private String lastZoneName = "";

  TimestampForms(TimestampFormat format) {
    this.format = format;
    formatter = format.notation() == TimestampFormat.Notation.PATTERN ? format.formatter() : null;
  }

  Form read(byte[] bytes, int from, int to) {
    while (from < to && bytes[from] == ' ') {
      from++;
    }
    while (from < to && bytes[to - 1] == ' ') {
      to--;
    }
    if (from == to || to - from > LONGEST) {
      return Form.NONE;
    }
    b = bytes;
    p = from;
    end = to;
    micros = 0;
    return switch (format.notation()) {
      case EPOCH_S -> epoch(6);
      case EPOCH_MS -> epoch(3);
      case EPOCH_US -> epoch(0);
      case PATTERN -> formatted();
      case AUTO, DMY, MDY -> calendar();
    };
  }

  /** Parses a number since the epoch; shifted by {@code decimals}, it is in microseconds. */
  private Form epoch(int decimals) {
    for (int i = p; i < end; i++) {
      if (!isDigit(b[i]) && b[i] != '.' && b[i] != '-') {
        return Form.NONE;
      }
    }
    try {
      BigDecimal value = new BigDecimal(text()).scaleByPowerOfTen(decimals);
      if (value.abs().compareTo(MOST_MICROS) > 0) {
        return Form.NONE;
      }
      epochMicros = value.setScale(0, RoundingMode.FLOOR).longValueExact();
      return Form.INSTANT;
    } catch (NumberFormatException e) {
      return Form.NONE;
    }
  }

  private String text() {
    return new String(b, p, end - p, StandardCharsets.UTF_8);
  }

  private Form formatted() {
    TemporalAccessor read;
    try {
      read = java.util.Objects.requireNonNull(formatter).parse(text());
    } catch (DateTimeException e) {
      return Form.NONE;
    }
    LocalDate date = read.query(TemporalQueries.localDate());
    if (date == null || date.getYear() < 1 || date.getYear() > 9999) {
      return Form.NONE;
    }
    day = (int) date.toEpochDay();
    LocalTime time = read.query(TemporalQueries.localTime());
    if (time == null) {
      return Form.DAY;
    }
    secondOfDay = time.toSecondOfDay();
    micros = time.get(ChronoField.MICRO_OF_SECOND);
    ZoneId given = read.query(TemporalQueries.zone());
    if (given == null) {
      return Form.LOCAL;
    }
    zone = given;
    return Form.ZONED;
  }

  private Form calendar() {
    int digits = digits(p);
    if (p + digits == end && digits != 8) {
      return epochByDigits(digits);
    }
    if (!(digits == 8 ? compactDate() : digits == 4 ? yearFirst() : yearLast(digits))) {
      return Form.NONE;
    }
    if (p == end) {
      return Form.DAY;
    }
    return separator() && time() ? offset() : Form.NONE;
  }

  private Form epochByDigits(int digits) {
    if (digits != 10 && digits != 13 && digits != 16 && digits != 19) {
      return Form.NONE;
    }
    long value = 0;
    for (int i = p; i < end; i++) {
      // 19 digits may overflow a long, which makes the sum negative.
      value = 10 * value + b[i] - '0';
    }
    if (value < 0) {
      return Form.NONE;
    }
    epochMicros =
        digits == 10
            ? value * MICROS_PER_SECOND
            : digits == 13 ? value * 1000 : digits == 16 ? value : value / 1000;
    return Form.INSTANT;
  }

  private boolean compactDate() {
    boolean valid = setDay(number(p, 4), number(p + 4, 2), number(p + 6, 2));
    p += 8;
    return valid;
  }

  private boolean yearFirst() {
    if (end - p < 10) {
      return false;
    }
    byte mark = b[p + 4];
    boolean valid =
        (mark == '-' || mark == '/')
            && b[p + 7] == mark
            && digits(p + 5) == 2
            && digits(p + 8) == 2
            && setDay(number(p, 4), number(p + 5, 2), number(p + 8, 2));
    p += 10;
    return valid;
  }

  /** Parses two numbers of one or two digits, in the order of the format, and the year. */
  private boolean yearLast(int firstDigits) {
    if (format.notation() == TimestampFormat.Notation.AUTO
        || firstDigits < 1
        || firstDigits > 2
        || p + firstDigits == end) {
      return false;
    }
    int first = number(p, firstDigits);
    p += firstDigits;
    byte mark = b[p++];
    int secondDigits = digits(p);
    if ((mark != '/' && mark != '.' && mark != '-')
        || secondDigits < 1
        || secondDigits > 2
        || p + secondDigits >= end
        || b[p + secondDigits] != mark) {
      return false;
    }
    int second = number(p, secondDigits);
    p += secondDigits + 1;
    int yearDigits = digits(p);
    if (yearDigits != 2 && yearDigits != 4) {
      return false;
    }
    int year = number(p, yearDigits);
    p += yearDigits;
    year = yearDigits == 2 ? TimestampFormat.fullYear(year) : year;
    return format.notation() == TimestampFormat.Notation.DMY
        ? setDay(year, second, first)
        : setDay(year, first, second);
  }

  private boolean setDay(int year, int month, int dayOfMonth) {
    if (year < 1
        || month < 1
        || month > 12
        || dayOfMonth < 1
        || dayOfMonth > YearMonth.of(year, month).lengthOfMonth()) {
      return false;
    }
    day = (int) LocalDate.of(year, month, dayOfMonth).toEpochDay();
    return true;
  }

  /** Parses {@code T} or spaces. After a date with the year last, a comma may come first. */
  private boolean separator() {
    if (b[p] == 'T' || b[p] == 't') {
      p++;
      return true;
    }
    if (b[p] == ',' && format.notation() != TimestampFormat.Notation.AUTO) {
      p++;
    }
    return skipBlanks();
  }

  private boolean skipBlanks() {
    int start = p;
    while (p < end && b[p] == ' ') {
      p++;
    }
    return p > start;
  }

  private boolean time() {
    int digits = digits(p);
    int hour;
    int minute;
    int second = 0;
    boolean hasSeconds = true;
    if (digits == 6) {
      hour = number(p, 2);
      minute = number(p + 2, 2);
      second = number(p + 4, 2);
      p += 6;
    } else if ((digits == 1 || digits == 2)
        && at(p + digits) == ':'
        && digits(p + digits + 1) == 2) {
      hour = number(p, digits);
      p += digits + 1;
      minute = number(p, 2);
      p += 2;
      hasSeconds = at(p) == ':';
      if (hasSeconds) {
        if (digits(p + 1) != 2) {
          return false;
        }
        second = number(p + 1, 2);
        p += 3;
      }
    } else {
      return false;
    }
    if (hasSeconds && (at(p) == '.' || at(p) == ',') && !fraction()) {
      return false;
    }
    hour = halfOfDay(hour);
    secondOfDay = hour * 3600 + minute * 60 + second;
    return hour >= 0 && hour <= 23 && minute <= 59 && second <= 59;
  }

  private boolean fraction() {
    int start = ++p;
    int weight = 100_000;
    for (; p < end && isDigit(b[p]); p++) {
      micros += weight * (b[p] - '0');
      weight /= 10;
    }
    return p > start;
  }

  /** Reads AM or PM, if present, and returns the hour of the day; -1 if there is no such hour. */
  private int halfOfDay(int hour) {
    if (format.notation() == TimestampFormat.Notation.AUTO) {
      return hour;
    }
    int start = p;
    skipBlanks();
    if (at(p) == 0xC2 && at(p + 1) == 0xA0) { // No-break space.
      p += 2;
    } else if (at(p) == 0xE2 && at(p + 1) == 0x80 && at(p + 2) == 0xAF) { // Narrow no-break space.
      p += 3;
    }
    int half = at(p) | 0x20;
    int dot = at(p + 1) == '.' ? 1 : 0;
    if ((half != 'a' && half != 'p') || (at(p + 1 + dot) | 0x20) != 'm') {
      p = start;
      return hour;
    }
    p += 2 + dot;
    if (dot == 1 && at(p) == '.') {
      p++;
    }
    return hour < 1 || hour > 12 ? -1 : hour % 12 + (half == 'p' ? 12 : 0);
  }

  /** Parses the rest after the time: nothing, an offset, a zone, or both. */
  private Form offset() {
    skipBlanks();
    if (p == end) {
      return Form.LOCAL;
    }
    if (b[p] == '[') {
      return zoneName() ? Form.ZONED : Form.NONE;
    }
    int offset = offsetSeconds();
    if (offset == Integer.MAX_VALUE || (p < end && !zoneName())) {
      return Form.NONE;
    }
    epochMicros =
        ((long) day * SECONDS_PER_DAY + secondOfDay - offset) * MICROS_PER_SECOND + micros;
    return Form.INSTANT;
  }

  /** Returns the offset, or {@link Integer#MAX_VALUE} without one. */
  private int offsetSeconds() {
    if ((b[p] | 0x20) == 'z') {
      p++;
      return 0;
    }
    if (isWord("utc") || isWord("gmt")) {
      p += 3;
      return 0;
    }
    int sign = b[p] == '+' ? 1 : b[p] == '-' ? -1 : 0;
    p++;
    if (sign == 0) {
      // U+2212, the typographic minus.
      if (at(p - 1) != 0xE2 || at(p) != 0x88 || at(p + 1) != 0x92) {
        return Integer.MAX_VALUE;
      }
      sign = -1;
      p += 2;
    }
    int digits = digits(p);
    int hours;
    int minutes = 0;
    if (digits == 4) {
      hours = number(p, 2);
      minutes = number(p + 2, 2);
      p += 4;
    } else if (digits == 2) {
      hours = number(p, 2);
      p += 2;
      if (at(p) == ':') {
        minutes = digits(p + 1) == 2 ? number(p + 1, 2) : MINUTES_MISSING;
        p += 3;
      }
    } else {
      return Integer.MAX_VALUE;
    }
    int seconds = hours * 3600 + minutes * 60;
    return minutes < 0 || minutes > 59 || seconds > MAX_OFFSET_SECONDS
        ? Integer.MAX_VALUE
        : sign * seconds;
  }

  private boolean isWord(String lowerCase) {
    if (end - p < lowerCase.length()) {
      return false;
    }
    for (int i = 0; i < lowerCase.length(); i++) {
      if ((b[p + i] | 0x20) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Parses {@code [Zone/Name]} at the end. */
  private boolean zoneName() {
    if (b[p] != '[' || b[end - 1] != ']') {
      return false;
    }
    String name = new String(b, p + 1, end - p - 2, StandardCharsets.UTF_8);
    if (name.isEmpty()) {
      return false;
    }
    if (!name.equals(lastZoneName)) {
      try {
        zone = ZoneId.of(name);
      } catch (DateTimeException e) {
        lastZoneName = "";
        return false;
      }
      lastZoneName = name;
    }
    p = end;
    return true;
  }

  /** Returns the number of digits from a position on. */
  private int digits(int from) {
    int i = from;
    while (i < end && isDigit(b[i])) {
      i++;
    }
    return i - from;
  }

  private int number(int from, int length) {
    int value = 0;
    for (int i = from; i < from + length; i++) {
      value = 10 * value + b[i] - '0';
    }
    return value;
  }

  /** Returns the unsigned byte at a position; 0 after the end. */
  private int at(int place) {
    return place < end ? b[place] & 0xFF : 0;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }
}
