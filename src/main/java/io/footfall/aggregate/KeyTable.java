package io.footfall.aggregate;

import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import java.util.Arrays;

/**
 * A hash table that maps a key, which is a byte string and a number, to a few longs. Complete keys
 * are compared, never only their hashes, so the table is exact for any key.
 *
 * <p>The layout causes few cache misses. The index is an open-addressing table with one long per
 * key: 32 bits of the hash, and the position of the entry. The entries are in one growing array, in
 * insertion order. Each has its key next to its values, so iterating over all entries is
 * sequential.
 *
 * <p>An entry is {@code [head, number, key, value...]}: the head has 32 bits of the hash and 32 of
 * the key's length, and the key is stored as words of eight bytes, padded with zeros.
 */
public final class KeyTable {
  private static final int NUMBER = 1;
  private static final int KEY = 2;

  private static final long LOW_HALF = 0xFFFFFFFFL;
  private static final long NUMBER_FACTOR = 0xD6E8FEB86659FD93L;
  // No entry is at 0, because 0 marks a free slot of the index.
  private static final int FIRST_ENTRY = 1;
  private static final int MOST_LONGS = Integer.MAX_VALUE - 16;
  private static final int FEWEST_PLACES = 1 << 12;

  /** Maximum memory that is kept for the next records, in bytes. */
  static final long KEPT_BYTES = 1L << 26;

  private final int values;
  private long[] index;
  private int mask;
  private int size;
  private int growAt;
  private long[] entries;
  private int end = FIRST_ENTRY;
  private boolean added;

  /**
   * Depends on everything that was loaded; otherwise the JIT compiler would eliminate the reads.
   */
  @SuppressWarnings("UnusedVariable")
  private long loaded;

  private byte[] oneKey = new byte[64];
  private byte[] otherKey = new byte[64];

  /**
   * Creates an empty table.
   *
   * @param values number of longs per key
   * @param capacity initial capacity in keys
   */
  public KeyTable(int values, int capacity) {
    this.values = values;
    allocateIndex(Integer.highestOneBit(Math.max(16, capacity) * 2 - 1));
    entries = new long[Math.multiplyExact(Math.max(16, capacity), KEY + 1 + values)];
  }

  private void allocateIndex(int places) {
    index = new long[places];
    mask = places - 1;
    growAt = places / 2;
  }

  /** Returns the hash by which {@link #put} finds the key; the same in every process. */
  public static long hash(byte[] b, int from, int to, long number) {
    int length = to - from;
    long tag = length <= 8 ? ByteSlices.word(b, from, length) : ByteSlices.hash(b, from, to);
    return ByteSlices.mix(tag + number * NUMBER_FACTOR);
  }

  /** Returns the partition of a key with this hash. Independent of its place in a table. */
  public static int partition(long hash, int partitions) {
    return (int) (((hash & LOW_HALF) * partitions) >>> 32);
  }

  /**
   * Finds the key, or adds it with all values 0; {@link #added()} returns whether it was added.
   *
   * @param b has {@link ByteSlices#SLACK} bytes after {@code to}
   * @param hash the {@link #hash} of this key
   * @return position of its values in {@link #slots()}, valid until the next call
   */
  public int put(byte[] b, int from, int to, long number, long hash) {
    int length = to - from;
    int tag = (int) (hash >>> 32);
    long head = head(hash, length);
    long[] places = index;
    for (int i = tag & mask; ; i = (i + 1) & mask) {
      long place = places[i];
      if (place == 0) {
        return insert(i, b, from, length, number, hash);
      }
      if ((int) (place >>> 32) == tag) {
        int at = (int) place;
        long[] e = entries;
        if (e[at] == head && e[at + NUMBER] == number) {
          int word = at + KEY;
          int p = from;
          for (; p + 8 <= to && e[word] == ByteSlices.longAt(b, p); p += 8) {
            word++;
          }
          if (p + 8 > to) {
            if (p == to) {
              added = false;
              return word;
            }
            if (e[word] == ByteSlices.word(b, p, to - p)) {
              added = false;
              return word + 1;
            }
          }
        }
      }
    }
  }

  /**
   * Reads the index and the entries of keys with these hashes, so that {@link #put} finds them in
   * the CPU cache. The reads do not wait for each other.
   */
  void load(long[] hashes, int count) {
    long[] places = index;
    long[] e = entries;
    int m = mask;
    long sum = 0;
    for (int k = 0; k < count; k++) {
      int at = (int) places[(int) (hashes[k] >>> 32) & m];
      int last = KEY + (((int) e[at] + 7) >>> 3) + values - 1;
      sum += e[at + (last >>> 1)] + e[at + last];
    }
    loaded = sum;
  }

  /**
   * Reads the entries at these ranks, as {@link #load(long[], int)} does.
   *
   * @param sorted entries of this table
   */
  public void load(RowSorter sorted, int from, int to) {
    long[] e = entries;
    long sum = 0;
    for (int rank = from; rank < to; rank++) {
      int at = sorted.place(rank);
      sum += e[at] + e[at + KEY + values - 1];
    }
    loaded = sum;
  }

  private static long head(long hash, int length) {
    return (hash << 32) | length;
  }

  private int insert(int place, byte[] b, int from, int length, long number, long hash) {
    int at = end;
    int words = (length + 7) >>> 3;
    reserve(KEY + words + values);
    added = true;
    size++;
    index[place] = (hash & ~LOW_HALF) | at;
    entries[at] = head(hash, length);
    entries[at + NUMBER] = number;
    int word = at + KEY;
    int to = from + length;
    for (int p = from; p < to; p += 8) {
      entries[word++] = ByteSlices.word(b, p, Math.min(8, to - p));
    }
    end = word + values;
    Arrays.fill(entries, word, end, 0);
    if (size > growAt) {
      grow();
    }
    return word;
  }

  private void reserve(int more) {
    long need = (long) end + more;
    if (need > entries.length) {
      if (need > MOST_LONGS) {
        throw new IllegalStateException(
            "The keys of one partition take more than 16 GiB; use more partitions (--partitions).");
      }
      entries =
          Arrays.copyOf(entries, (int) Math.min(MOST_LONGS, Math.max(need, 2L * entries.length)));
    }
  }

  private void grow() {
    long[] old = index;
    if (old.length > MOST_LONGS / 2) {
      throw new IllegalStateException(
          "One partition has more than " + size + " keys; use more partitions (--partitions).");
    }
    allocateIndex(old.length * 2);
    for (long place : old) {
      if (place != 0) {
        int i = (int) (place >>> 32) & mask;
        while (index[i] != 0) {
          i = (i + 1) & mask;
        }
        index[i] = place;
      }
    }
  }

  /** Returns whether the last {@link #put} added a key. */
  public boolean added() {
    return added;
  }

  /** Returns the array that holds the values. */
  public long[] slots() {
    return entries;
  }

  /** Returns the number of keys. */
  public int size() {
    return size;
  }

  /** Returns the memory of the table in bytes. */
  public long memory() {
    return 8L * (index.length + entries.length);
  }

  /** Returns the first entry, or -1. Entries are in the order in which their keys were added. */
  public int firstEntry() {
    return size == 0 ? -1 : FIRST_ENTRY;
  }

  /** Returns the entry after this one, or -1. */
  public int nextEntry(int entry) {
    int next = values(entry) + values;
    return next == end ? -1 : next;
  }

  /** Returns the index of the entry's values in {@link #slots()}. */
  public int values(int entry) {
    return entry + KEY + ((keyLength(entry) + 7) >>> 3);
  }

  /** Returns the number that is part of the entry's key. */
  public long number(int entry) {
    return entries[entry + NUMBER];
  }

  /** Returns the {@link #partition} of the entry. */
  public int partitionOf(int entry, int partitions) {
    return partition(entries[entry] >>> 32, partitions);
  }

  /** Returns the length of the entry's key in bytes. */
  public int keyLength(int entry) {
    return (int) entries[entry];
  }

  /** Returns the entry's key from index 0, followed by slack. Valid until the next call. */
  public byte[] key(int entry) {
    oneKey = copyOfKey(entry, oneKey);
    return oneKey;
  }

  private byte[] copyOfKey(int entry, byte[] into) {
    int words = (keyLength(entry) + 7) >>> 3;
    byte[] key = into.length >= 8 * (words + 1) ? into : new byte[16 * (words + 1)];
    for (int w = 0; w < words; w++) {
      ByteSlices.putLong(key, 8 * w, entries[entry + KEY + w]);
    }
    return key;
  }

  /** Appends the entry's key. */
  public void appendKey(int entry, ByteOutput out) {
    int length = keyLength(entry);
    out.ensure(length + 8);
    byte[] b = out.array();
    int p = out.size();
    int word = entry + KEY;
    for (int written = 0; written < length; written += 8) {
      ByteSlices.putLong(b, p + written, entries[word++]);
    }
    out.advance(length);
  }

  /** An order of byte slices. */
  @FunctionalInterface
  public interface SliceOrder {
    /** Compares two keys as {@link java.util.Comparator#compare} does. */
    int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo);
  }

  /** Compares the keys of two entries. */
  public int compareKeys(int entry, int other, SliceOrder order) {
    oneKey = copyOfKey(entry, oneKey);
    otherKey = copyOfKey(other, otherKey);
    return order.compare(oneKey, 0, keyLength(entry), otherKey, 0, keyLength(other));
  }

  /**
   * Removes all keys. Keeps the memory for the next keys, which are probably as many, unless it
   * exceeds a limit.
   *
   * @param most the limit, in bytes
   * @return whether the memory is kept
   */
  public boolean clear(long most) {
    boolean keeping = memory() <= Math.min(most, KEPT_BYTES);
    if (keeping) {
      Arrays.fill(index, 0);
    } else {
      allocateIndex(FEWEST_PLACES);
      entries = new long[FEWEST_PLACES];
    }
    size = 0;
    end = FIRST_ENTRY;
    return keeping;
  }
}
