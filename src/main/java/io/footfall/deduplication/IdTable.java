package io.footfall.deduplication;

import io.footfall.bytes.ByteSlices;
import java.util.Arrays;

/**
 * A table of record IDs, numbered 0, 1, 2, ... in order of arrival, each with the fingerprint of
 * the record that was counted. Needs about 40 bytes per ID. Not thread-safe.
 */
public final class IdTable {
  /** Marks an unknown fingerprint. */
  public static final long UNKNOWN = 0;

  private static final int FIRST_SLOTS = 64;

  // Two words per ID, by number.
  private long[] ids = new long[FIRST_SLOTS];
  private long[] fingerprints = new long[FIRST_SLOTS / 2];
  // Numbers plus one, with open addressing; zero is an empty slot. At most half are used.
  private int[] slots = new int[FIRST_SLOTS];
  private int size;

  public IdTable() {}

  /** Returns the number of distinct IDs. */
  public int size() {
    return size;
  }

  /**
   * Adds an ID.
   *
   * @param fingerprint that of its record ({@link RecordId#fingerprint}); ignored if the ID exists
   * @return its number if it is new (the previous {@link #size}), otherwise {@code -1 - number} of
   *     the existing ID
   * @throws IllegalStateException if there are 2^29 IDs already
   */
  public int add(RecordId id, long fingerprint) {
    long high = id.high;
    long low = id.low;
    int mask = slots.length - 1;
    int slot = slot(high, low, mask);
    for (int taken = slots[slot]; taken != 0; taken = slots[slot]) {
      int number = taken - 1;
      if (ids[2 * number] == high && ids[2 * number + 1] == low) {
        return -1 - number;
      }
      slot = (slot + 1) & mask;
    }
    if (2 * size == slots.length) {
      grow();
      return add(id, fingerprint);
    }
    if (2 * size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * ids.length);
      fingerprints = Arrays.copyOf(fingerprints, 2 * fingerprints.length);
    }
    ids[2 * size] = high;
    ids[2 * size + 1] = low;
    fingerprints[size] = fingerprint;
    slots[slot] = ++size;
    return size - 1;
  }

  /** Replaces the fingerprint of the record that was counted for an ID. */
  public void replace(int number, long fingerprint) {
    fingerprints[number] = fingerprint;
  }

  /** Returns whether a record is known to differ from the one that was counted for its ID. */
  public boolean differs(int number, long fingerprint) {
    return fingerprints[number] != UNKNOWN && fingerprints[number] != fingerprint;
  }

  private void grow() {
    if (slots.length >= 1 << 30) {
      throw new IllegalStateException(
          size + " distinct records in one partition; increase the number of partitions");
    }
    int[] larger = new int[2 * slots.length];
    int mask = larger.length - 1;
    for (int number = 0; number < size; number++) {
      int slot = slot(ids[2 * number], ids[2 * number + 1], mask);
      while (larger[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      larger[slot] = number + 1;
    }
    slots = larger;
  }

  private static int slot(long high, long low, int mask) {
    // Excludes the bits that selected the partition, which all IDs here have in common.
    return (int) (ByteSlices.mix(low + ByteSlices.mix(high)) >>> 20) & mask;
  }
}
