package io.footfall.values;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads integers from byte slices.
 *
 * <p>An integer is an optional sign ({@code +} or {@code -}) and one or more digits. Leading and
 * trailing ASCII spaces are ignored. {@code 2.0} is not an integer here, because the fraction may
 * be intended. A number that does not fit in a {@code long} is a {@link BigInteger}. Not
 * thread-safe.
 */
public final class IntegerParser {

  /** Maximum number of digits, including leading zeros; see {@link DecimalParser#MAX_DIGITS}. */
  public static final int MAX_DIGITS = DecimalParser.MAX_DIGITS;

  // The digits of the smallest long: all but the last one, and the last one.
  private static final long LEAST_TENTH = Long.MIN_VALUE / 10;
  private static final int LEAST_LAST_DIGIT = (int) -(Long.MIN_VALUE % 10);

  private long value;
  private @Nullable BigInteger big;

  public IntegerParser() {}

  /**
   * Returns whether the last number does not fit in a {@code long}, so that only {@link #big}
   * returns it. Defined only after {@link #parse} returned true.
   */
  public boolean isBig() {
    return big != null;
  }

  /**
   * Returns the last number. Defined only after {@link #parse} returned true and if not {@link
   * #isBig}.
   */
  public long value() {
    return value;
  }

  /** Returns the last number, big or not. Defined only after {@link #parse} returned true. */
  public BigInteger big() {
    return big != null ? big : BigInteger.valueOf(value);
  }

  /**
   * Parses a slice.
   *
   * @return whether it is an integer; if not, the previous value is undefined
   */
  public boolean parse(byte[] b, int from, int to) {
    big = null;
    while (from < to && b[from] == ' ') {
      from++;
    }
    while (from < to && b[to - 1] == ' ') {
      to--;
    }
    boolean negative = false;
    if (from < to && (b[from] == '-' || b[from] == '+')) {
      negative = b[from] == '-';
      from++;
    }
    int digits = to - from;
    if (digits < 1 || digits > MAX_DIGITS) {
      return false;
    }
    // Sums up negative numbers, because a long has one more of them.
    long sum = 0;
    boolean fits = true;
    for (int p = from; p < to; p++) {
      int digit = b[p] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      fits = fits && (sum > LEAST_TENTH || (sum == LEAST_TENTH && digit <= LEAST_LAST_DIGIT));
      sum = 10 * sum - digit;
    }
    if (fits && (negative || sum != Long.MIN_VALUE)) {
      value = negative ? sum : -sum;
    } else {
      BigInteger read = new BigInteger(new String(b, from, digits, StandardCharsets.ISO_8859_1));
      big = negative ? read.negate() : read;
    }
    return true;
  }
}
