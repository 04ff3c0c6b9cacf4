package io.footfall.values;

import static io.footfall.bytes.ByteSlices.intAt;
import static io.footfall.bytes.ByteSlices.longAt;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;

/**
 * Parses timestamps from byte slices, and determines their calendar day in one zone.
 *
 * <p>The common forms are read at once: {@code YYYY-MM-DD}, then {@code T} or one space, then
 * {@code HH:MM:SS}, then optionally a fraction, then optionally an offset. The other forms of
 * src/docs/formats.md, section 1.4, and those of a {@link TimestampFormat}, are tried when that
 * fails. Leading and trailing ASCII spaces are ignored. Days that do not exist, the hour 24 and the
 * second 60 are refused. Years are 0001 to 9999, and the day in the zone must be in them too.
 *
 * <p>Without an offset, a timestamp is local time in the zone. Where clocks are turned back, a time
 * that occurs twice is taken as the earlier one; where they are turned forward, a time that does
 * not occur is moved by the length of the gap, as in {@link LocalDateTime#atZone}.
 *
 * <p>{@link #parse} creates no object, except on the few days on which the zone changes its offset.
 * Slices need {@code io.footfall.tokens.Fields.SLACK} readable bytes after their end. Not
 * thread-safe.
 */
public final class TimestampParser {

  private static final int SECONDS_PER_DAY = 86_400;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int MAX_OFFSET_SECONDS = 18 * 3600;
  private static final int DATE_LENGTH = 10;
  private static final int DATE_TIME_LENGTH = 19;

  private static final int FIRST_DAY = (int) LocalDate.of(1, 1, 1).toEpochDay();
  private static final int LAST_DAY = (int) LocalDate.of(9999, 12, 31).toEpochDay();

  private static final long HIGH_BITS = 0x8080808080808080L;

  // Constants for checking eight characters at once. XOR with the pattern leaves 0 to 9 for a
  // digit, 0 for the punctuation that belongs there, and more for anything else. Adding the limit
  // (0x7F - 9 or 0x7F) sets the high bit of each byte that has more. A carry into the next byte
  // cannot hide an error: the byte that it comes from is marked, by its own high bit. The words are
  // little-endian: the first character is on the right.
  private static final long MONTH_PATTERN = 0x2D30302D30303030L; // "0000-00-"
  private static final long MONTH_LIMITS = 0x7F76767F76767676L;
  private static final long MINUTE_PATTERN = 0x30303A3030003030L; // "00_00:00"
  private static final long MINUTE_LIMITS = 0x76767F7676007676L;
  private static final int SECOND_PATTERN = 0x0030303A; // ":00_"
  private static final int SECOND_LIMITS = 0x0076767F;
  private static final long SEPARATOR_BYTE = 0x0000000000FF0000L;

  /**
   * Cache slots for months: one multiplication and one comparison replace validation and calendar
   * arithmetic.
   */
  private static final int MONTH_SLOT_BITS = 7;

  private static final long MONTH_SPREAD = 0x9E3779B97F4A7C15L;

  private final long[] monthWords = new long[1 << MONTH_SLOT_BITS];
  private final int[] monthFirstDays = new int[1 << MONTH_SLOT_BITS];
  private final int[] monthLengths = new int[1 << MONTH_SLOT_BITS];

  private final ZoneId zone;
  private final TimestampForms forms;
  private final boolean exclusive;
  private final ZoneRules rules;
  private final boolean fixed;
  private final int fixedOffset;
  private final OffsetsByDay offsetsByLocalDay;
  private final OffsetsByDay offsetsByUtcDay;

  private long epochMicros;
  private int localEpochDay;

  /**
   * Creates a parser for one zone.
   *
   * @param zone the time zone of timestamps without an offset, and of the days
   */
  public TimestampParser(ZoneId zone) {
    this(zone, TimestampFormat.AUTO);
  }

  /**
   * Creates a parser for one zone and notation.
   *
   * @param zone the time zone of timestamps without an offset, and of the days
   */
  public TimestampParser(ZoneId zone, TimestampFormat format) {
    this.zone = zone;
    forms = new TimestampForms(format);
    exclusive = format.isExclusive();
    rules = zone.getRules();
    fixed = rules.isFixedOffset();
    fixedOffset = fixed ? rules.getOffset(Instant.EPOCH).getTotalSeconds() : 0;
    offsetsByLocalDay = new OffsetsByDay(fixed ? 0 : 1024);
    offsetsByUtcDay = new OffsetsByDay(fixed ? 0 : 1024);
  }

  /**
   * Returns the last instant, in microseconds since 1970-01-01T00:00:00Z, rounded towards the past.
   * Defined only after {@link #parse} returned true.
   */
  public long epochMicros() {
    return epochMicros;
  }

  /**
   * Returns the calendar day of the last instant in the zone, in days since 1970-01-01. Defined
   * only after {@link #parse} returned true.
   */
  public int localEpochDay() {
    return localEpochDay;
  }

  /**
   * Parses a slice.
   *
   * @return whether it is a timestamp; if not, the previous value is undefined
   */
  public boolean parse(byte[] b, int from, int to) {
    if (exclusive) {
      return parseSlowForm(b, from, to);
    }
    int length = to - from;
    if (length == DATE_TIME_LENGTH && b[from] != ' ' && readDateTime(b, from)) {
      return finishLocal(0);
    }
    if (length == DATE_TIME_LENGTH + 1 && b[to - 1] == 'Z' && readDateTime(b, from)) {
      return finishWithOffset(0, 0);
    }
    return parseAnyForm(b, from, to) || parseSlowForm(b, from, to);
  }

  private boolean parseSlowForm(byte[] b, int from, int to) {
    TimestampForms.Form form = forms.read(b, from, to);
    writtenDay = forms.day;
    secondOfDay = forms.secondOfDay;
    return switch (form) {
      case NONE -> false;
      case DAY -> finishDay();
      case LOCAL -> finishLocal(forms.micros);
      case ZONED ->
          finishInstant(
              LocalDateTime.ofEpochSecond(
                              (long) writtenDay * SECONDS_PER_DAY + secondOfDay, 0, ZoneOffset.UTC)
                          .atZone(forms.zone)
                          .toEpochSecond()
                      * MICROS_PER_SECOND
                  + forms.micros);
      case INSTANT -> finishInstant(forms.epochMicros);
    };
  }

  private boolean parseAnyForm(byte[] b, int from, int to) {
    while (from < to && b[from] == ' ') {
      from++;
    }
    while (from < to && b[to - 1] == ' ') {
      to--;
    }
    if (to - from == DATE_LENGTH) {
      return readMonth(b, from) && readDayAlone(b, from + 8);
    }
    if (to - from < DATE_TIME_LENGTH || !readDateTime(b, from)) {
      return false;
    }
    int p = from + DATE_TIME_LENGTH;
    int micros = 0;
    if (p < to && b[p] == '.') {
      int start = ++p;
      int weight = 100_000;
      for (; p < to && isDigit(b[p]); p++) {
        micros += weight * (b[p] - '0');
        weight /= 10;
      }
      if (p == start) {
        return false;
      }
    }
    if (p == to) {
      return finishLocal(micros);
    }
    if (p + 1 == to && b[p] == 'Z') {
      return finishWithOffset(micros, 0);
    }
    int sign = b[p] == '+' ? 1 : b[p] == '-' ? -1 : 0;
    boolean colon = to - p == 6 && b[p + 3] == ':';
    if (sign == 0 || !(colon || to - p == 5)) {
      return false;
    }
    int hours = twoDigits(b, p + 1);
    int minutes = twoDigits(b, to - 2);
    int seconds = hours * 3600 + minutes * 60;
    if (hours < 0 || minutes < 0 || minutes > 59 || seconds > MAX_OFFSET_SECONDS) {
      return false;
    }
    return finishWithOffset(micros, sign * seconds);
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  /** Returns the number that two digits form; negative if they are not digits. */
  private static int twoDigits(byte[] b, int p) {
    return isDigit(b[p]) && isDigit(b[p + 1]) ? 10 * (b[p] - '0') + b[p + 1] - '0' : -1;
  }

  // State that one step of a parse passes to the next; fields, so that no step allocates.
  private int monthFirstDay;
  private int monthLength;
  private int writtenDay; // the day as written, in days since 1970-01-01
  private int secondOfDay;

  /** Reads {@code YYYY-MM-} into {@link #monthFirstDay} and {@link #monthLength}. */
  private boolean readMonth(byte[] b, int from) {
    long text = longAt(b, from);
    int slot = (int) ((text * MONTH_SPREAD) >>> (64 - MONTH_SLOT_BITS));
    if (monthWords[slot] != text && !learnMonth(text, slot)) {
      return false;
    }
    monthFirstDay = monthFirstDays[slot];
    monthLength = monthLengths[slot];
    return true;
  }

  private boolean learnMonth(long text, int slot) {
    long x = text ^ MONTH_PATTERN;
    if ((((x + MONTH_LIMITS) | x) & HIGH_BITS) != 0) {
      return false;
    }
    long pairs = pairs(x);
    int year = (int) (pairs & 0xFF) * 100 + (int) ((pairs >>> 16) & 0xFF);
    int month = (int) ((pairs >>> 40) & 0xFF);
    if (year == 0 || month < 1 || month > 12) {
      return false;
    }
    LocalDate first = LocalDate.of(year, month, 1);
    // The zero of an empty slot is not valid text, so it needs no marker.
    monthWords[slot] = text;
    monthFirstDays[slot] = (int) first.toEpochDay();
    monthLengths[slot] = first.lengthOfMonth();
    return true;
  }

  /**
   * Combines digits in pairs: each byte becomes ten times its digit plus the next digit, at most
   * 99.
   */
  private static long pairs(long digits) {
    return digits * 10 + (digits >>> 8);
  }

  /** Reads 19 bytes into {@link #writtenDay} and {@link #secondOfDay}. */
  private boolean readDateTime(byte[] b, int from) {
    if (!readMonth(b, from)) {
      return false;
    }
    long text = longAt(b, from + 8);
    long x = text ^ MINUTE_PATTERN;
    int y = (intAt(b, from + 16) & 0xFFFFFF) ^ SECOND_PATTERN;
    byte separator = (byte) (text >>> 16);
    if ((((x + MINUTE_LIMITS) | x) & HIGH_BITS) != 0
        || (((y + SECOND_LIMITS) | y) & (int) HIGH_BITS) != 0
        || (separator != 'T' && separator != ' ')) {
      return false;
    }
    long pairs = pairs(x & ~SEPARATOR_BYTE);
    int day = (int) (pairs & 0xFF);
    int hour = (int) ((pairs >>> 24) & 0xFF);
    int minute = (int) ((pairs >>> 48) & 0xFF);
    int second = ((y >>> 8) & 0xFF) * 10 + (y >>> 16);
    if (day < 1 || day > monthLength || hour > 23 || minute > 59 || second > 59) {
      return false;
    }
    writtenDay = monthFirstDay + day - 1;
    secondOfDay = hour * 3600 + minute * 60 + second;
    return true;
  }

  private boolean readDayAlone(byte[] b, int from) {
    int day = twoDigits(b, from);
    if (day < 1 || day > monthLength) {
      return false;
    }
    writtenDay = monthFirstDay + day - 1;
    return finishDay();
  }

  /** Finishes with the start of the day in the zone. */
  private boolean finishDay() {
    secondOfDay = 0;
    if (fixed || offsetOfLocalDay(writtenDay) != OffsetsByDay.VARIES) {
      return finishLocal(0);
    }
    // Not the same as midnight, which may not exist. The day then starts where the gap ends, not at
    // midnight plus the length of the gap.
    return finish(LocalDate.ofEpochDay(writtenDay).atStartOfDay(zone), 0);
  }

  /** Finishes with the date and time as local time in the zone. */
  private boolean finishLocal(int micros) {
    int offset = fixedOffset;
    if (!fixed) {
      offset = offsetOfLocalDay(writtenDay);
      if (offset == OffsetsByDay.VARIES) {
        LocalDateTime local =
            LocalDateTime.ofEpochSecond(
                (long) writtenDay * SECONDS_PER_DAY + secondOfDay, 0, ZoneOffset.UTC);
        return finish(local.atZone(zone), micros);
      }
    }
    localEpochDay = writtenDay;
    epochMicros =
        ((long) writtenDay * SECONDS_PER_DAY + (secondOfDay - offset)) * MICROS_PER_SECOND + micros;
    return true;
  }

  private boolean finish(ZonedDateTime time, int micros) {
    epochMicros = time.toEpochSecond() * MICROS_PER_SECOND + micros;
    localEpochDay = (int) time.toLocalDate().toEpochDay();
    return inCalendar();
  }

  /** Finishes with the date and time of a clock that is {@code offset} seconds ahead of UTC. */
  private boolean finishWithOffset(int micros, int offset) {
    // Offsets are less than a day, so adding or subtracting one day avoids a division.
    int utcDay = writtenDay;
    int utcSecond = secondOfDay - offset;
    if (utcSecond < 0) {
      utcSecond += SECONDS_PER_DAY;
      utcDay--;
    } else if (utcSecond >= SECONDS_PER_DAY) {
      utcSecond -= SECONDS_PER_DAY;
      utcDay++;
    }
    long epochSecond = (long) utcDay * SECONDS_PER_DAY + utcSecond;
    epochMicros = epochSecond * MICROS_PER_SECOND + micros;
    int localSecond = utcSecond + (fixed ? fixedOffset : offsetAt(utcDay, epochSecond));
    localEpochDay =
        localSecond < 0 ? utcDay - 1 : localSecond >= SECONDS_PER_DAY ? utcDay + 1 : utcDay;
    return inCalendar();
  }

  private boolean finishInstant(long micros) {
    long second = Math.floorDiv(micros, MICROS_PER_SECOND);
    writtenDay = (int) Math.floorDiv(second, SECONDS_PER_DAY);
    secondOfDay = Math.floorMod(second, SECONDS_PER_DAY);
    return finishWithOffset((int) Math.floorMod(micros, MICROS_PER_SECOND), 0);
  }

  private boolean inCalendar() {
    return localEpochDay >= FIRST_DAY && localEpochDay <= LAST_DAY;
  }

  /**
   * Returns the offset of the zone, in seconds, at every local time of a day, or {@link
   * OffsetsByDay#VARIES}.
   */
  private int offsetOfLocalDay(int day) {
    int slot = offsetsByLocalDay.slot(day);
    if (offsetsByLocalDay.days[slot] != day) {
      offsetsByLocalDay.put(slot, day, findOffsetOfLocalDay(day));
    }
    return offsetsByLocalDay.offsets[slot];
  }

  private int findOffsetOfLocalDay(int day) {
    LocalDateTime start = LocalDate.ofEpochDay(day).atStartOfDay();
    if (rules.getValidOffsets(start).size() != 1) {
      return OffsetsByDay.VARIES;
    }
    ZoneOffset offset = rules.getOffset(start);
    ZoneOffsetTransition next = rules.nextTransition(start.toInstant(offset));
    // A change after this day may still turn clocks back into it; but a time that then occurs twice
    // is taken as the earlier one, which has the offset of the rest of the day.
    boolean constant = next == null || !next.getDateTimeBefore().isBefore(start.plusDays(1));
    return constant ? offset.getTotalSeconds() : OffsetsByDay.VARIES;
  }

  /** Returns the offset of the zone, in seconds, at an instant that is on the given day in UTC. */
  private int offsetAt(int utcDay, long epochSecond) {
    int slot = offsetsByUtcDay.slot(utcDay);
    if (offsetsByUtcDay.days[slot] != utcDay) {
      Instant start = Instant.ofEpochSecond((long) utcDay * SECONDS_PER_DAY);
      ZoneOffsetTransition next = rules.nextTransition(start);
      boolean constant =
          next == null || next.toEpochSecond() >= start.getEpochSecond() + SECONDS_PER_DAY;
      offsetsByUtcDay.put(
          slot, utcDay, constant ? rules.getOffset(start).getTotalSeconds() : OffsetsByDay.VARIES);
    }
    int offset = offsetsByUtcDay.offsets[slot];
    return offset != OffsetsByDay.VARIES
        ? offset
        : rules.getOffset(Instant.ofEpochSecond(epochSecond)).getTotalSeconds();
  }

  /** Caches the offset of a zone on recent days. */
  private static final class OffsetsByDay {

    /** Marks a day on which the offset changes. */
    static final int VARIES = Integer.MIN_VALUE;

    private static final int NO_DAY = Integer.MIN_VALUE;

    final int[] days;
    final int[] offsets;

    /** Creates room for {@code size} days, a power of two. */
    OffsetsByDay(int size) {
      days = new int[size];
      offsets = new int[size];
      Arrays.fill(days, NO_DAY);
    }

    int slot(int day) {
      return day & (days.length - 1);
    }

    void put(int slot, int day, int offset) {
      days[slot] = day;
      offsets[slot] = offset;
    }
  }
}
