package io.footfall.values;

import static io.footfall.bytes.ByteSlices.longAt;

import io.footfall.bytes.ByteSlices;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses decimal numbers from byte slices, exactly: never through binary floating point.
 *
 * <p>A decimal is an optional sign ({@code +}, {@code -} or U+2212), then digits with at most one
 * {@code .} among, before or after them, and at least one digit, then optionally an exponent.
 * Leading and trailing ASCII spaces are ignored. There are no infinities. The number of decimals is
 * kept as written: {@code 10.00} is 1000 with scale 2, {@code 10} is 10 with scale 0, {@code 5.} is
 * 5 with scale 0, {@code 1.25e1} is 125 with scale 1. Negative zero is zero. A {@link NumberFormat}
 * adds other notations, at about 200 ns per number.
 *
 * <p>A number whose digits fit in a {@code long} is returned as one, with its scale; any other is a
 * {@link BigDecimal}. Slices need {@code io.footfall.tokens.Fields.SLACK} readable bytes after
 * their end. Not thread-safe.
 */
public final class DecimalParser {

  /**
   * Maximum number of digits, including leading zeros and decimals. A longer number is refused,
   * because parsing it takes quadratic time.
   */
  public static final int MAX_DIGITS = 1_000;

  // The digits of the smallest long: all but the last one, and the last one.
  private static final long LEAST_TENTH = Long.MIN_VALUE / 10;
  private static final int LEAST_LAST_DIGIT = (int) -(Long.MIN_VALUE % 10);

  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long ONES = 0x0101010101010101L;
  private static final long ZEROS = '0' * ONES;
  private static final long POINTS = '.' * ONES;

  /** When added to a byte, sets its high bit if the byte is greater than 9. */
  private static final long DIGIT_LIMITS = 0x76 * ONES;

  /** Readable bytes after a slice, as {@code io.footfall.tokens.Fields.SLACK} has it. */
  private static final int SLACK = 16;

  private static final Pattern SLOW_FORM =
      Pattern.compile(" *([+-]|\u2212|)([0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE]([+-]?[0-9]{1,4}))? *");

  private final NumberFormat format;
  private final boolean plain;
  private byte[] rewritten = new byte[SLACK];
  private long unscaled;
  private int scale;
  private @Nullable BigDecimal big;

  /** Creates a parser for plain numbers. */
  public DecimalParser() {
    this(NumberFormat.PLAIN);
  }

  /** Creates a parser for a number format. */
  public DecimalParser(NumberFormat format) {
    this.format = format;
    plain = format.isPlain();
  }

  /**
   * Returns whether the last number has too many digits for a {@code long}, so that only {@link
   * #big} returns it. Defined only after {@link #parse} returned true.
   */
  public boolean isBig() {
    return big != null;
  }

  /**
   * Returns the signed digits of the last number: the number times 10 to the power of {@link
   * #scale}. Defined only after {@link #parse} returned true and if not {@link #isBig}.
   */
  public long unscaled() {
    return unscaled;
  }

  /**
   * Returns the number of decimals that the last number was written with. Defined only after {@link
   * #parse} returned true and if not {@link #isBig}.
   */
  public int scale() {
    return scale;
  }

  /**
   * Returns the last number, big or not, with its scale as written. Defined only after {@link
   * #parse} returned true.
   */
  public BigDecimal big() {
    return big != null ? big : BigDecimal.valueOf(unscaled, scale);
  }

  /**
   * Parses a slice.
   *
   * @return whether it is a decimal; if not, the previous value is undefined
   */
  public boolean parse(byte[] b, int from, int to) {
    return plain ? parsePlain(b, from, to) : parseFormatted(b, from, to);
  }

  private boolean parseFormatted(byte[] b, int from, int to) {
    if (to - from > 2 * MAX_DIGITS) {
      return false;
    }
    byte[] text = format.plain(b, from, to).getBytes(StandardCharsets.UTF_8);
    rewritten = Arrays.copyOf(text, text.length + SLACK);
    return parsePlain(rewritten, 0, text.length);
  }

  private boolean parsePlain(byte[] b, int from, int to) {
    big = null;
    int start = from;
    boolean negative = false;
    if (from < to && (b[from] == '-' || b[from] == '+')) {
      negative = b[from] == '-';
      start++;
    }
    int length = to - start;
    if (length >= 1 && length <= 8 && parseWord(longAt(b, start), length, negative)) {
      return true;
    }
    return parseAnyForm(b, from, to) || parseSlowForm(b, from, to);
  }

  /**
   * Replaces the number that was parsed last.
   *
   * @param value with a scale of at least 0
   */
  void set(BigDecimal value) {
    if (value.unscaledValue().bitLength() < Long.SIZE) {
      big = null;
      unscaled = value.unscaledValue().longValue();
      scale = value.scale();
    } else {
      big = value;
    }
  }

  /**
   * Rounds the number that was parsed last, half even.
   *
   * @param decimals the maximum number of decimals to keep
   */
  public void round(int decimals) {
    if (isBig() || scale > decimals) {
      BigDecimal exact = big();
      if (exact.scale() > decimals) {
        set(exact.setScale(decimals, RoundingMode.HALF_EVEN));
      }
    }
  }

  /**
   * Parses exponents and the typographic minus. Separate from the fast path, so plain numbers pay
   * nothing for them.
   */
  private boolean parseSlowForm(byte[] b, int from, int to) {
    if (to - from > 2 * MAX_DIGITS) {
      return false;
    }
    String text = new String(b, from, to - from, StandardCharsets.UTF_8);
    Matcher matcher = SLOW_FORM.matcher(text);
    if (!matcher.matches() || text.length() > MAX_DIGITS) {
      return false;
    }
    String sign = matcher.group(1).equals("\u2212") ? "-" : matcher.group(1);
    String exponent = matcher.group(3) == null ? "0" : matcher.group(3);
    BigDecimal value =
        new BigDecimal(sign + matcher.group(2)).scaleByPowerOfTen(Integer.parseInt(exponent));
    if (Math.abs((long) value.scale()) > MAX_DIGITS
        || (long) value.precision() - value.scale() > MAX_DIGITS) {
      return false;
    }
    set(value.scale() < 0 ? value.setScale(0) : value);
    return true;
  }

  /**
   * Reads up to eight digits and a point in one step.
   *
   * @param text with the first character in the lowest bits
   * @return whether they are a number; if not, it may still be one with spaces around
   */
  private boolean parseWord(long text, int length, boolean negative) {
    // The last character goes to the highest byte. Bytes below the first character are zero.
    long word = text << (64 - 8 * length);
    int digits = length;
    scale = 0;
    long x = word ^ POINTS;
    long points = (x - ONES) & ~x & HIGH_BITS;
    if (points != 0) {
      // Removes the point: the digits before it move up by one. Only the lowest mark is reliable; a
      // second point stays in the word and fails the check for digits.
      int point = ByteSlices.firstMarked(points);
      long before = (1L << (8 * point)) - 1;
      word = ((word & before) << 8) | (word & ~before & ~(0xFFL << (8 * point)));
      scale = 7 - point;
      digits--;
      if (digits == 0) {
        return false;
      }
    }
    // Pads with leading zeros to eight digits. Two shifts, because Java treats a shift by 64 as one
    // by 0.
    long zeros = ZEROS >>> (4 * digits) >>> (4 * digits);
    long values = (word | zeros) ^ ZEROS;
    if ((((values + DIGIT_LIMITS) | values) & HIGH_BITS) != 0) {
      return false;
    }
    // Combines digits into pairs, then pairs into fours and eight; the relevant products add up in
    // the high half.
    long pairs = values * 10 + (values >>> 8);
    long number =
        ((pairs & 0x000000FF000000FFL) * (100 + (1_000_000L << 32))
                + ((pairs >>> 16) & 0x000000FF000000FFL) * (1 + (10_000L << 32)))
            >>> 32;
    unscaled = negative ? -number : number;
    return true;
  }

  private boolean parseAnyForm(byte[] b, int from, int to) {
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
    // Sums up negative numbers, because a long has one more of them.
    long sum = 0;
    boolean fits = true;
    int point = -1;
    for (int p = from; p < to; p++) {
      int digit = b[p] - '0';
      if (digit >= 0 && digit <= 9) {
        fits = fits && (sum > LEAST_TENTH || (sum == LEAST_TENTH && digit <= LEAST_LAST_DIGIT));
        sum = 10 * sum - digit;
      } else if (b[p] == '.' && point < 0) {
        point = p;
      } else {
        return false;
      }
    }
    int digits = to - from - (point < 0 ? 0 : 1);
    if (digits < 1 || digits > MAX_DIGITS) {
      return false;
    }
    scale = point < 0 ? 0 : to - point - 1;
    if (fits && (negative || sum != Long.MIN_VALUE)) {
      unscaled = negative ? sum : -sum;
    } else {
      big = toBigDecimal(b, from, to, negative);
    }
    return true;
  }

  private BigDecimal toBigDecimal(byte[] b, int from, int to, boolean negative) {
    String digits = new String(b, from, to - from, StandardCharsets.ISO_8859_1).replace(".", "");
    BigInteger value = new BigInteger(digits);
    return new BigDecimal(negative ? value.negate() : value, scale);
  }
}
