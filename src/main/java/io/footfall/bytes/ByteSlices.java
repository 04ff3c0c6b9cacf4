package io.footfall.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Kernels over slices of byte arrays, eight bytes at a time.
 *
 * <p>A slice is {@code [from, to)}. Unless a method says otherwise it may read up to eight bytes
 * after the end of a slice, and ignores what it finds there: every slice that a tokenizer makes has
 * that slack (see {@code io.footfall.tokens.Fields}), and whoever makes slices of an array of their
 * own leaves it too. Without the slack a method may throw {@link IndexOutOfBoundsException}; it
 * never gives a wrong answer.
 */
public final class ByteSlices {

  /** Bytes that the methods of this class may read after the end of a slice. */
  public static final int SLACK = 8;

  // Constants that spread one byte over a word. With them a word is eight small numbers.
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  // The primes of xxHash64: odd, with well spread bits, and known to mix well.
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private ByteSlices() {}

  /**
   * The eight bytes from {@code position} on, the first one in the lowest bits.
   *
   * @throws IndexOutOfBoundsException if the array ends before the eighth byte
   */
  public static long longAt(byte[] b, int position) {
    return (long) LONGS.get(b, position);
  }

  /**
   * The four bytes from {@code position} on, the first one in the lowest bits.
   *
   * @throws IndexOutOfBoundsException if the array ends before the fourth byte
   */
  public static int intAt(byte[] b, int position) {
    return (int) INTS.get(b, position);
  }

  /**
   * Writes the eight bytes of {@code value} from {@code position} on, the lowest bits first.
   *
   * @throws IndexOutOfBoundsException if the array ends before the eighth byte
   */
  public static void putLong(byte[] b, int position, long value) {
    LONGS.set(b, position, value);
  }

  /**
   * Writes the four bytes of {@code value} from {@code position} on, the lowest bits first.
   *
   * @throws IndexOutOfBoundsException if the array ends before the fourth byte
   */
  public static void putInt(byte[] b, int position, int value) {
    INTS.set(b, position, value);
  }

  /**
   * A slice of up to eight bytes as one word: the first byte in the lowest bits, zeros where the
   * slice has no bytes. Two slices of the same length have the same word if and only if they are
   * equal.
   *
   * @param length 0 to 8; more is not checked
   */
  public static long word(byte[] b, int from, int length) {
    return length == 0 ? 0 : longAt(b, from) & (-1L >>> (64 - 8 * length));
  }

  /** Whether all eight bytes of a word are ASCII. */
  public static boolean isAsciiWord(long word) {
    return (word & HIGH_BITS) == 0;
  }

  /** Whether two slices of the same length have the same bytes. */
  public static boolean equal(byte[] a, int aFrom, byte[] b, int bFrom, int length) {
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      if (longAt(a, aFrom + i) != longAt(b, bFrom + i)) {
        return false;
      }
    }
    return word(a, aFrom + i, length - i) == word(b, bFrom + i, length - i);
  }

  /**
   * Compares two slices as unsigned bytes, the first difference deciding; a slice that the other
   * one begins with is the smaller.
   *
   * @return a negative number, zero or a positive number, as {@code a} is smaller than, equal to or
   *     greater than {@code b}
   */
  public static int compareUnsigned(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    int aLength = aTo - aFrom;
    int bLength = bTo - bFrom;
    int common = Math.min(aLength, bLength);
    for (int i = 0; i < common; i += 8) {
      int length = Math.min(8, common - i);
      long x = word(a, aFrom + i, length);
      long y = word(b, bFrom + i, length);
      if (x != y) {
        return Long.compareUnsigned(Long.reverseBytes(x), Long.reverseBytes(y));
      }
    }
    return Integer.compare(aLength, bLength);
  }

  /**
   * A 64-bit hash of a slice. Every bit of it depends on every bit of the slice, so that both the
   * high and the low bits may choose a slot or a partition. The same bytes have the same hash in
   * every process: partials from different workers may be merged by it.
   */
  public static long hash(byte[] b, int from, int to) {
    int length = to - from;
    long h = PRIME_4 + length;
    int p = from;
    for (; p + 8 <= to; p += 8) {
      h = absorb(h, longAt(b, p));
    }
    if (p < to) {
      h = absorb(h, word(b, p, to - p));
    }
    return mix(h);
  }

  private static long absorb(long h, long word) {
    // The word is spread before it meets the state: otherwise a difference in the last byte of one
    // word could be cancelled by one in the first bytes of the next.
    long spread = Long.rotateLeft(word * PRIME_2, 31) * PRIME_1;
    return Long.rotateLeft(h ^ spread, 27) * PRIME_1 + PRIME_4;
  }

  /** Spreads a number over all 64 bits. One-to-one: different numbers stay different. */
  public static long mix(long h) {
    h ^= h >>> 33;
    h *= PRIME_2;
    h ^= h >>> 29;
    h *= PRIME_3;
    return h ^ (h >>> 32);
  }

  /** The position of the first {@code wanted} in {@code [from, limit)}, or {@code limit}. */
  public static int indexOf(byte[] b, int from, int limit, byte wanted) {
    long pattern = (wanted & 0xFFL) * ONES;
    for (int p = from; p < limit; p += 8) {
      long x = longAt(b, p) ^ pattern;
      // The high bit of every zero byte. Bytes above a zero byte may be marked wrongly (a borrow);
      // the lowest mark is always right, and only that one is used.
      long zeros = (x - ONES) & ~x & HIGH_BITS;
      if (zeros != 0) {
        return Math.min(limit, p + (Long.numberOfTrailingZeros(zeros) >>> 3));
      }
    }
    return limit;
  }
}
