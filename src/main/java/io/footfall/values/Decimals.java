package io.footfall.values;

import io.footfall.bytes.ByteOutput;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * Writes numbers and dates as text. A decimal is an unscaled number and a scale, as in {@link
 * DecimalParser}: its value is {@code unscaled / 10^scale}.
 */
public final class Decimals {

  /** Decimals of an average. */
  public static final int AVERAGE_DECIMALS = 3;

  /** Maximum number of digits on either side of the point, for a price times a quantity. */
  public static final int MOST_DIGITS = 2 * DecimalParser.MAX_DIGITS;

  private static final long[] POWERS_OF_TEN = new long[19];

  private static final int FIRST_DAY = (int) LocalDate.of(1, 1, 1).toEpochDay();
  private static final int LAST_DAY = (int) LocalDate.of(9999, 12, 31).toEpochDay();

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
    }
  }

  private Decimals() {}

  /** Appends an integer. */
  public static void append(ByteOutput out, long value) {
    append(out, value, 0, 0);
  }

  /**
   * Appends a decimal without an exponent, with at least {@code minDecimals} decimals; without a
   * point if there are none.
   *
   * @param scale at least 0
   * @throws IllegalArgumentException if the scale is negative
   */
  public static void append(ByteOutput out, long unscaled, int scale, int minDecimals) {
    if (unscaled == Long.MIN_VALUE) { // Its magnitude does not fit in a long.
      append(out, BigDecimal.valueOf(unscaled, scale), minDecimals);
      return;
    }
    if (scale < 0) {
      throw new IllegalArgumentException("scale: " + scale + ", expected at least 0");
    }
    long rest = Math.abs(unscaled);
    int digits = Math.max(digitCount(rest), scale + 1);
    int decimals = Math.max(scale, minDecimals);
    int length = (unscaled < 0 ? 1 : 0) + digits + (decimals - scale) + (decimals > 0 ? 1 : 0);
    out.ensure(length);
    byte[] b = out.array();
    int start = out.size();
    int p = start + length;
    for (int i = scale; i < decimals; i++) {
      b[--p] = '0';
    }
    int point = decimals > 0 ? scale : -1; // The number of digits after it.
    int i = 0;
    for (; i < digits && rest > Integer.MAX_VALUE; i++) {
      if (i == point) {
        b[--p] = '.';
      }
      b[--p] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    int low = (int) rest; // An int is divided faster.
    for (; i < digits; i++) {
      if (i == point) {
        b[--p] = '.';
      }
      int quotient = low / 10;
      b[--p] = (byte) ('0' + low - 10 * quotient);
      low = quotient;
    }
    if (unscaled < 0) {
      b[start] = '-';
    }
    out.advance(length);
  }

  /**
   * Appends a decimal of any size, as {@link #append(ByteOutput, long, int, int)} does. A negative
   * scale is taken as 0.
   */
  public static void append(ByteOutput out, BigDecimal value, int minDecimals) {
    int decimals = Math.max(Math.max(value.scale(), 0), minDecimals);
    appendText(out, value.setScale(decimals).toPlainString());
  }

  /**
   * Appends {@code total / count} with {@value #AVERAGE_DECIMALS} decimals. It is exact before it
   * is rounded, and rounded half up (a half away from zero: {@link RoundingMode#HALF_UP}).
   *
   * @param unscaled the unscaled value of the exact total
   * @param scale the scale of the total, at least 0
   * @param count at least 1
   * @throws IllegalArgumentException if count or scale is less
   */
  public static void appendAverage(ByteOutput out, long unscaled, int scale, long count) {
    checkCount(count);
    if (scale < 0) {
      throw new IllegalArgumentException("scale: " + scale + ", expected at least 0");
    }
    // In thousandths: one of dividend and divisor is multiplied by a power of ten.
    long dividend = timesPowerOfTen(Math.abs(unscaled), AVERAGE_DECIMALS - scale);
    long divisor = timesPowerOfTen(count, scale - AVERAGE_DECIMALS);
    if (dividend < 0 || divisor < 0) { // Exceeds a long: still exact, but slower.
      appendAverage(out, BigDecimal.valueOf(unscaled, scale), count);
      return;
    }
    long quotient = dividend / divisor;
    long remainder = dividend % divisor;
    if (remainder >= divisor - remainder) { // At least half; doubling the remainder could overflow.
      quotient++;
    }
    append(out, unscaled < 0 ? -quotient : quotient, AVERAGE_DECIMALS, AVERAGE_DECIMALS);
  }

  /**
   * Appends {@code total / count} as {@link #appendAverage(ByteOutput, long, int, long)} does.
   *
   * @param count at least 1
   * @throws IllegalArgumentException if count is less
   */
  public static void appendAverage(ByteOutput out, BigDecimal total, long count) {
    appendText(out, average(total, count).toPlainString());
  }

  /**
   * Returns {@code total / count} with {@value #AVERAGE_DECIMALS} decimals, rounded half up.
   *
   * @param count at least 1
   * @throws IllegalArgumentException if count is less
   */
  public static BigDecimal average(BigDecimal total, long count) {
    checkCount(count);
    return total.divide(BigDecimal.valueOf(count), AVERAGE_DECIMALS, RoundingMode.HALF_UP);
  }

  /**
   * Returns the same number with a scale of at least 0, so that it has no exponent.
   *
   * @param what the name of the number, for the message
   * @throws IllegalArgumentException if it has more than {@value #MOST_DIGITS} digits before or
   *     after the point: no parsed input produces such a number
   */
  public static BigDecimal plain(BigDecimal value, String what) {
    long wholeDigits = (long) value.precision() - value.scale();
    if (value.scale() > MOST_DIGITS || (wholeDigits > MOST_DIGITS && value.signum() != 0)) {
      throw new IllegalArgumentException(
          what
              + " has "
              + Math.max(wholeDigits, 0)
              + " digits before and "
              + Math.max(value.scale(), 0)
              + " after the point; expected at most "
              + MOST_DIGITS);
    }
    return value.scale() < 0 ? value.setScale(0) : value;
  }

  /**
   * Appends a calendar day as {@code YYYY-MM-DD}.
   *
   * @param epochDay days since 1970-01-01
   * @throws IllegalArgumentException if it is not in the years 0001 to 9999, whose text would not
   *     sort
   */
  public static void appendDate(ByteOutput out, int epochDay) {
    if (epochDay < FIRST_DAY || epochDay > LAST_DAY) {
      throw new IllegalArgumentException(
          "epoch day " + epochDay + ", expected the years 0001 to 9999");
    }
    // In years that begin in March, the leap day is the last day. Month and day then follow from a
    // formula, because the five months from March and from August have 153 days each.
    int day = epochDay + 719_468; // since 0000-03-01
    int era = day / 146_097; // 400 years
    int dayOfEra = day % 146_097;
    int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int monthFromMarch = (5 * dayOfYear + 2) / 153;
    int dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    int year = 400 * era + yearOfEra + (month <= 2 ? 1 : 0);

    out.ensure(10);
    byte[] b = out.array();
    int p = out.size();
    putTwoDigits(b, p, year / 100);
    putTwoDigits(b, p + 2, year % 100);
    b[p + 4] = '-';
    putTwoDigits(b, p + 5, month);
    b[p + 7] = '-';
    putTwoDigits(b, p + 8, dayOfMonth);
    out.advance(10);
  }

  private static void putTwoDigits(byte[] b, int p, int value) {
    b[p] = (byte) ('0' + value / 10);
    b[p + 1] = (byte) ('0' + value % 10);
  }

  private static void checkCount(long count) {
    if (count < 1) {
      throw new IllegalArgumentException("average of " + count + " values, expected at least 1");
    }
  }

  /**
   * Returns {@code value * 10^exponent} for a value of at least 0, or a negative number if the
   * value or the result does not fit in a {@code long}.
   */
  private static long timesPowerOfTen(long value, int exponent) {
    if (value < 0 || exponent <= 0) {
      return value;
    }
    if (exponent >= POWERS_OF_TEN.length || value > Long.MAX_VALUE / POWERS_OF_TEN[exponent]) {
      return -1;
    }
    return value * POWERS_OF_TEN[exponent];
  }

  private static int digitCount(long value) {
    int digits = 1;
    while (digits < POWERS_OF_TEN.length && value >= POWERS_OF_TEN[digits]) {
      digits++;
    }
    return digits;
  }

  private static void appendText(ByteOutput out, String text) {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
