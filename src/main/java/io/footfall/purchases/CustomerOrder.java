package io.footfall.purchases;

import io.footfall.bytes.ByteSlices;

/**
 * The order of customer IDs in a report: plain integers ({@code -?[0-9]+}) first, by their value,
 * then all other IDs in unsigned byte order. Two IDs with the same value (7 and 007) are in
 * unsigned byte order.
 *
 * <p>Section 2.2 of src/docs/formats.md requires "unsigned byte order, except that two plain
 * integers compare as integers". Read literally, mixed IDs have no consistent order: 2 &lt; 10 as
 * integers, 10 &lt; 1a and 1a &lt; 2 as bytes. Sorting integers first makes the order consistent,
 * and changes nothing if all IDs are integers or none is.
 */
public final class CustomerOrder {
  private static final int MAX_DIGITS_IN_A_LONG = 18;

  private static final int HUGE_NEGATIVE = 0;
  private static final int INTEGER = 1;
  private static final int HUGE_POSITIVE = 2;
  private static final int TEXT = 3;

  private CustomerOrder() {}

  /** Returns the kind of an ID, from 0 to 3. IDs of a lower kind come first. */
  public static int kind(byte[] b, int from, int to) {
    int p = from < to && b[from] == '-' ? from + 1 : from;
    if (p == to) {
      return TEXT;
    }
    for (int i = p; i < to; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return TEXT;
      }
    }
    if (to - p <= MAX_DIGITS_IN_A_LONG || to - firstDigit(b, from, to) <= MAX_DIGITS_IN_A_LONG) {
      return INTEGER;
    }
    return p > from ? HUGE_NEGATIVE : HUGE_POSITIVE;
  }

  /** Returns an unsigned number that orders IDs of one kind as far as a number can. */
  public static long rank(int kind, byte[] b, int from, int to) {
    if (kind == INTEGER) {
      long value = 0;
      for (int p = firstDigit(b, from, to); p < to; p++) {
        value = value * 10 + (b[p] - '0');
      }
      return (b[from] == '-' ? -value : value) ^ Long.MIN_VALUE;
    }
    if (kind == TEXT) {
      return Long.reverseBytes(ByteSlices.word(b, from, Math.min(8, to - from)));
    }
    long digits = (long) to - firstDigit(b, from, to);
    return kind == HUGE_NEGATIVE ? -digits ^ Long.MIN_VALUE : digits;
  }

  /** Compares two IDs of the same kind and rank. */
  public static int compareTies(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    int kind = kind(a, aFrom, aTo);
    if (kind == HUGE_NEGATIVE || kind == HUGE_POSITIVE) {
      int order =
          ByteSlices.compareUnsigned(
              a, firstDigit(a, aFrom, aTo), aTo, b, firstDigit(b, bFrom, bTo), bTo);
      if (order != 0) {
        return kind == HUGE_POSITIVE ? order : -order;
      }
    }
    return ByteSlices.compareUnsigned(a, aFrom, aTo, b, bFrom, bTo);
  }

  /** Compares any two IDs. */
  public static int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    int kind = kind(a, aFrom, aTo);
    int order = Integer.compare(kind, kind(b, bFrom, bTo));
    if (order == 0) {
      order = Long.compareUnsigned(rank(kind, a, aFrom, aTo), rank(kind, b, bFrom, bTo));
    }
    return order != 0 ? order : compareTies(a, aFrom, aTo, b, bFrom, bTo);
  }

  /** Returns the position of the first digit that is not a leading zero. */
  private static int firstDigit(byte[] b, int from, int to) {
    int p = b[from] == '-' ? from + 1 : from;
    while (p < to && b[p] == '0') {
      p++;
    }
    return p;
  }
}
