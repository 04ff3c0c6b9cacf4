package io.footfall.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Operations on slices of byte arrays, eight bytes at a time.
 *
 * <p>A slice is {@code [from, to)}. Unless stated otherwise, a method may read up to eight bytes
 * after the end of a slice and ignores them. Slices from a tokenizer have that slack (see {@code
 * io.footfall.tokens.Fields}); other callers must provide it. Without the slack a method may throw
 * {@link IndexOutOfBoundsException}, but never returns a wrong result.
 */
public final class ByteSlices {

  /** Bytes that the methods of this class may read after the end of a slice. */
  public static final int SLACK = 8;

  // Constants with the same value in each byte, for treating a word as eight bytes.
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  // The primes of xxHash64: odd, well spread, and known to mix well.
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
   * Returns the eight bytes at {@code position}, the first one in the lowest bits.
   *
   * @throws IndexOutOfBoundsException if the array ends before the eighth byte
   */
  public static long longAt(byte[] b, int position) {
    return (long) LONGS.get(b, position);
  }

  /**
   * Returns the four bytes at {@code position}, the first one in the lowest bits.
   *
   * @throws IndexOutOfBoundsException if the array ends before the fourth byte
   */
  public static int intAt(byte[] b, int position) {
    return (int) INTS.get(b, position);
  }

  /**
   * Writes the eight bytes of {@code value} at {@code position}, lowest bits first.
   *
   * @throws IndexOutOfBoundsException if the array ends before the eighth byte
   */
  public static void putLong(byte[] b, int position, long value) {
    LONGS.set(b, position, value);
  }

  /**
   * Writes the four bytes of {@code value} at {@code position}, lowest bits first.
   *
   * @throws IndexOutOfBoundsException if the array ends before the fourth byte
   */
  public static void putInt(byte[] b, int position, int value) {
    INTS.set(b, position, value);
  }

  /**
   * Returns a slice of up to eight bytes as one word: the first byte in the lowest bits, missing
   * bytes as zeros. Slices of the same length are equal if and only if their words are.
   *
   * @param length 0 to 8, unchecked
   */
  public static long word(byte[] b, int from, int length) {
    return length == 0 ? 0 : longAt(b, from) & (-1L >>> (64 - 8 * length));
  }

  /** Returns whether all eight bytes of a word are ASCII. */
  public static boolean isAsciiWord(long word) {
    return (word & HIGH_BITS) == 0;
  }

  /** Compares two slices of the same length for equality. */
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
   * Compares two slices as unsigned bytes. A slice sorts after its prefixes.
   *
   * @return a negative number, zero or a positive number
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
   * Returns a 64-bit hash of a slice. Every bit depends on every bit of the slice, so that both
   * high and low bits can select a slot or a partition. The hash is the same in every process.
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
    // The word is spread before it is combined with the state. Otherwise a difference in the last
    // byte of one word could be canceled by one in the first bytes of the next.
    long spread = Long.rotateLeft(word * PRIME_2, 31) * PRIME_1;
    return Long.rotateLeft(h ^ spread, 27) * PRIME_1 + PRIME_4;
  }

  /** Spreads a number over all 64 bits. Bijective. */
  public static long mix(long h) {
    h ^= h >>> 33;
    h *= PRIME_2;
    h ^= h >>> 29;
    h *= PRIME_3;
    return h ^ (h >>> 32);
  }

  /**
   * Returns the index of the lowest byte of a word whose high bit is set. {@link
   * Long#numberOfTrailingZeros} is one instruction in code compiled by C2, but a call in code
   * compiled by C1, which is all that small inputs reach.
   *
   * @param marks not 0; only the high bit of each byte may be set
   */
  public static int firstMarked(long marks) {
    long below = ((marks & -marks) - 1) >>> 7;
    return (int) (((below & ONES) * ONES) >>> 56);
  }

  /**
   * Returns the position of the first {@code wanted} in {@code [from, limit)}, or {@code limit}.
   */
  public static int indexOf(byte[] b, int from, int limit, byte wanted) {
    long pattern = (wanted & 0xFFL) * ONES;
    for (int p = from; p < limit; p += 8) {
      long x = longAt(b, p) ^ pattern;
      // Sets the high bit of every zero byte. Bytes above a zero byte can be marked wrongly
      // (borrow), so only the lowest mark is used.
      long zeros = (x - ONES) & ~x & HIGH_BITS;
      if (zeros != 0) {
        return Math.min(limit, p + firstMarked(zeros));
      }
    }
    return limit;
  }
}
