package io.footfall.aggregate;

import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import java.util.Arrays;

/**
 * A hash table from a key, a byte string with a number beside it, to a few longs. Open addressing
 * with linear probing in one array, so that an entry costs no object.
 *
 * <p>A key of up to 8 bytes without a zero byte is kept in the slot itself; any other is copied
 * into one growing array of bytes. Keys are compared whole, never by their hash alone: the table is
 * exact for any key.
 *
 * <p>A slot is {@code [tag, reference, number, value...]}: for a short key the tag is the key and
 * the reference is -1, for a long one the tag is its hash and the reference is its place and
 * length.
 */
public final class KeyTable {
  private static final int TAG = 0;
  private static final int REFERENCE = 1;
  private static final int NUMBER = 2;
  private static final int VALUES = 3;

  private static final long INLINE = -1;
  private static final int LENGTH_BITS = 30;
  private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;
  private static final long NUMBER_FACTOR = 0xD6E8FEB86659FD93L;
  private static final int ARENA_START = 8;
  private static final int KEPT_PLACES = 1 << 15;
  private static final int KEPT_ARENA = 1 << 20;

  private final int stride;
  private long[] slots;
  private int mask;
  private int size;
  private int growAt;
  private byte[] arena = new byte[256];
  private int arenaEnd = ARENA_START;
  private boolean added;
  private final byte[] shortKey = new byte[16];

  /**
   * An empty table.
   *
   * @param values how many longs a key maps to
   * @param capacity how many keys there will be room for at first
   */
  public KeyTable(int values, int capacity) {
    stride = VALUES + values;
    allocate(Integer.highestOneBit(Math.max(16, capacity) * 2 - 1));
  }

  private void allocate(int places) {
    slots = new long[Math.multiplyExact(places, stride)];
    mask = places - 1;
    growAt = (int) (places * 5L / 8);
  }

  /** The hash by which {@link #put} finds the key; the same in every process. */
  public static long hash(byte[] b, int from, int to, long number) {
    int length = to - from;
    if (length <= 8) {
      long word = ByteSlices.word(b, from, length);
      if (isInline(word, length)) {
        return spread(word, number);
      }
    }
    return spread(ByteSlices.hash(b, from, to), number);
  }

  private static long spread(long tag, long number) {
    return ByteSlices.mix(tag + number * NUMBER_FACTOR);
  }

  /**
   * Whether the word says all about the key: its length too, as the bytes above it are zero and
   * none of its own is.
   */
  private static boolean isInline(long word, int length) {
    long zeros = (word - 0x0101010101010101L) & ~word & 0x8080808080808080L;
    return length > 0 && (length == 8 ? zeros == 0 : (zeros << (64 - 8 * length)) == 0);
  }

  /**
   * Into which of {@code partitions} parts a key with this hash goes. Independent of the slot it
   * takes in a table.
   */
  public static int partition(long hash, int partitions) {
    return (int) (((hash & 0xFFFFFFFFL) * partitions) >>> 32);
  }

  /**
   * Finds the key, or adds it with all values 0; {@link #added()} tells which.
   *
   * @param b has {@link ByteSlices#SLACK} bytes behind {@code to}
   * @param hash as {@link #hash} gives it for this key
   * @return where its values begin in {@link #slots()}, until the next call
   */
  public int put(byte[] b, int from, int to, long number, long hash) {
    int length = to - from;
    long tag;
    boolean inline = false;
    if (length <= 8) {
      tag = ByteSlices.word(b, from, length);
      inline = isInline(tag, length);
      if (!inline) {
        tag = hash;
      }
    } else {
      tag = hash;
    }
    long[] s = slots;
    for (int i = (int) (hash >>> 32) & mask; ; i = (i + 1) & mask) {
      int at = i * stride;
      long reference = s[at + REFERENCE];
      if (reference == 0) {
        return insert(at, b, from, to, tag, number, inline);
      }
      if (s[at + TAG] == tag && s[at + NUMBER] == number) {
        if (inline
            ? reference == INLINE
            : reference != INLINE
                && (int) (reference & LENGTH_MASK) == length
                && ByteSlices.equal(b, from, arena, (int) (reference >>> LENGTH_BITS), length)) {
          added = false;
          return at + VALUES;
        }
      }
    }
  }

  private int insert(int at, byte[] b, int from, int to, long tag, long number, boolean inline) {
    added = true;
    size++;
    slots[at + TAG] = tag;
    slots[at + NUMBER] = number;
    if (inline) {
      slots[at + REFERENCE] = INLINE;
    } else {
      int length = to - from;
      reserve(length);
      System.arraycopy(b, from, arena, arenaEnd, length);
      slots[at + REFERENCE] = ((long) arenaEnd << LENGTH_BITS) | length;
      arenaEnd += length;
    }
    if (size <= growAt) {
      return at + VALUES;
    }
    return grow(at);
  }

  private void reserve(int length) {
    long need = (long) arenaEnd + length + ByteSlices.SLACK;
    if (need > arena.length) {
      if (need > Integer.MAX_VALUE - 16) {
        throw new IllegalStateException(
            "The keys of one partition take more than 2 GiB; use more partitions (--partitions).");
      }
      arena =
          Arrays.copyOf(
              arena, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(need, 2L * arena.length)));
    }
  }

  private int grow(int watched) {
    long[] old = slots;
    if (2L * (mask + 1) * stride > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException(
          "One partition has more than " + size + " keys; use more partitions (--partitions).");
    }
    allocate((mask + 1) * 2);
    int moved = -1;
    for (int from = 0; from < old.length; from += stride) {
      if (old[from + REFERENCE] != 0) {
        long tag = old[from + TAG];
        long hash = old[from + REFERENCE] == INLINE ? spread(tag, old[from + NUMBER]) : tag;
        int i = (int) (hash >>> 32) & mask;
        while (slots[i * stride + REFERENCE] != 0) {
          i = (i + 1) & mask;
        }
        System.arraycopy(old, from, slots, i * stride, stride);
        if (from == watched) {
          moved = i * stride + VALUES;
        }
      }
    }
    return moved;
  }

  /** Whether the last {@link #put} met a new key. */
  public boolean added() {
    return added;
  }

  /** The array in which the values are. */
  public long[] slots() {
    return slots;
  }

  /** How many keys there are. */
  public int size() {
    return size;
  }

  /** How many bytes the table takes. */
  public long memory() {
    return 8L * slots.length + arena.length;
  }

  /**
   * The place of the first entry at or after {@code place}, or -1. Start with 0, go on with the
   * entry's place + 1.
   */
  public int nextEntry(int place) {
    for (int i = place; i <= mask; i++) {
      if (slots[i * stride + REFERENCE] != 0) {
        return i;
      }
    }
    return -1;
  }

  /** Where the values of the entry begin in {@link #slots()}. */
  public int values(int place) {
    return place * stride + VALUES;
  }

  /** The number beside the entry's key. */
  public long number(int place) {
    return slots[place * stride + NUMBER];
  }

  /** The hash of the entry's key. */
  public long hash(int place) {
    long tag = slots[place * stride + TAG];
    return slots[place * stride + REFERENCE] == INLINE
        ? spread(tag, slots[place * stride + NUMBER])
        : tag;
  }

  /** How long the entry's key is, in bytes. */
  public int keyLength(int place) {
    long reference = slots[place * stride + REFERENCE];
    return reference == INLINE
        ? 8 - (Long.numberOfLeadingZeros(slots[place * stride + TAG]) >>> 3)
        : (int) (reference & LENGTH_MASK);
  }

  /**
   * The array in which the entry's key is, from {@link #keyFrom} on, until the next call for a
   * short key.
   */
  public byte[] keyBytes(int place) {
    if (slots[place * stride + REFERENCE] == INLINE) {
      ByteSlices.putLong(shortKey, 0, slots[place * stride + TAG]);
      return shortKey;
    }
    return arena;
  }

  /** Where the entry's key begins in {@link #keyBytes}. */
  public int keyFrom(int place) {
    long reference = slots[place * stride + REFERENCE];
    return reference == INLINE ? 0 : (int) (reference >>> LENGTH_BITS);
  }

  /** Appends the entry's key. */
  public void appendKey(int place, ByteOutput out) {
    int from = keyFrom(place);
    out.write(keyBytes(place), from, from + keyLength(place));
  }

  /** An order of byte slices. */
  @FunctionalInterface
  public interface SliceOrder {
    /** As {@link java.util.Comparator#compare}. */
    int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo);
  }

  /** Compares the keys of two entries. */
  public int compareKeys(int place, int other, SliceOrder order) {
    byte[] key = keyBytes(place);
    if (key == shortKey) {
      key = shortKey.clone();
    }
    int from = keyFrom(place);
    int otherFrom = keyFrom(other);
    return order.compare(
        key,
        from,
        from + keyLength(place),
        keyBytes(other),
        otherFrom,
        otherFrom + keyLength(other));
  }

  /** Forgets all keys, and gives back what a large table took. */
  public void clear() {
    if (mask >= KEPT_PLACES) {
      allocate(KEPT_PLACES);
    } else {
      Arrays.fill(slots, 0);
    }
    if (arena.length > KEPT_ARENA) {
      arena = new byte[KEPT_ARENA];
    }
    size = 0;
    arenaEnd = ARENA_START;
  }
}
