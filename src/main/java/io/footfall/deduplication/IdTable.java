package io.footfall.deduplication;

import io.footfall.bytes.ByteSlices;
import java.util.Arrays;

/**
 * Ids of records, each with a number: 0, 1, 2, ... in the order in which they came. About 30 bytes
 * per id. Not thread-safe.
 */
public final class IdTable {
  private static final int FIRST_SLOTS = 64;

  // Two words per id, by its number.
  private long[] ids = new long[FIRST_SLOTS];
  // Numbers plus one, open addressing; zero is an empty slot. At most half of them are taken.
  private int[] slots = new int[FIRST_SLOTS];
  private int size;

  /** An empty table. */
  public IdTable() {}

  /** How many different ids there are. */
  public int size() {
    return size;
  }

  /**
   * Adds an id.
   *
   * @return its number if it is new, which is what {@link #size} was; otherwise {@code -1 - number}
   *     of the one that is there
   * @throws IllegalStateException if there are 2^29 ids already
   */
  public int add(long high, long low) {
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
      return add(high, low);
    }
    if (2 * size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * ids.length);
    }
    ids[2 * size] = high;
    ids[2 * size + 1] = low;
    slots[slot] = ++size;
    return size - 1;
  }

  private void grow() {
    if (slots.length >= 1 << 30) {
      throw new IllegalStateException(
          size + " different records in one part; cut them into more parts");
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
    // Not the bits by which a part was chosen: all ids of a part have those in common.
    return (int) (ByteSlices.mix(low + ByteSlices.mix(high)) >>> 20) & mask;
  }
}
