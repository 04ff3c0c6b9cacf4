package io.footfall.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import java.util.Arrays;

/** Encodes texts. */
final class TextEncoder extends ColumnEncoder {
  private static final int FREE = -1;

  /** Offset of each value in the dictionary; its length precedes it. */
  private int[] places = new int[1 << 6];

  /** For a hash its number, and the hash beside it. */
  private int[] slots = filled(1 << 7);

  private int[] hashes = new int[1 << 7];
  private int size;

  /** Whether there is a value, and therefore bounds. */
  private boolean isBounded;

  /** The bounds: their first eight bytes as a number, then all of their bytes. */
  private long minStart;

  private long maxStart;
  private byte[] min = new byte[0];
  private byte[] max = new byte[0];

  TextEncoder(ParquetColumn column, ZstdCompressCtx compressor) {
    super(column, true, compressor);
  }

  private static int[] filled(int length) {
    int[] slots = new int[length];
    java.util.Arrays.fill(slots, FREE);
    return slots;
  }

  /** Adds a text. The array must have {@link ByteSlices#SLACK} bytes after it. */
  void add(byte[] bytes, int from, int to) {
    if (!hasDictionary()) {
      extendBounds(bytes, from, to);
      write(bytes, from, to, plain());
      wrote(0);
      return;
    }
    int length = to - from;
    long wide = ByteSlices.hash(bytes, from, to);
    int hash = (int) (wide ^ wide >>> Integer.SIZE);
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (int id = slots[slot]; id != FREE; id = slots[slot]) {
      if (hashes[slot] == hash) {
        int place = places[id];
        byte[] known = dictionary.array();
        if (ByteSlices.intAt(known, place) == length
            && ByteSlices.equal(known, place + Integer.BYTES, bytes, from, length)) {
          wrote(id);
          return;
        }
      }
      slot = slot + 1 & mask;
    }
    extendBounds(bytes, from, to);
    int id = added();
    slots[slot] = id;
    hashes[slot] = hash;
    if (id == places.length) {
      places = java.util.Arrays.copyOf(places, 2 * places.length);
    }
    places[id] = dictionary.size();
    write(bytes, from, to, dictionary);
    if (++size > slots.length / 2) {
      grow();
    }
    wrote(id);
  }

  private void extendBounds(byte[] bytes, int from, int to) {
    long start = start(bytes, from, to);
    if (!isBounded) {
      isBounded = true;
      min = Arrays.copyOfRange(bytes, from, to);
      max = min;
      minStart = start;
      maxStart = start;
      return;
    }
    int belowMin = Long.compareUnsigned(start, minStart);
    if (belowMin < 0
        || (belowMin == 0 && Arrays.compareUnsigned(bytes, from, to, min, 0, min.length) < 0)) {
      min = Arrays.copyOfRange(bytes, from, to);
      minStart = start;
    }
    int aboveMax = Long.compareUnsigned(start, maxStart);
    if (aboveMax > 0
        || (aboveMax == 0 && Arrays.compareUnsigned(bytes, from, to, max, 0, max.length) > 0)) {
      max = Arrays.copyOfRange(bytes, from, to);
      maxStart = start;
    }
  }

  /** Returns the first eight bytes in their order, so that most texts need no further look. */
  private static long start(byte[] bytes, int from, int to) {
    long start = Long.reverseBytes(ByteSlices.longAt(bytes, from));
    int length = to - from;
    return length >= Long.BYTES
        ? start
        : length == 0 ? 0 : start & (-1L << (Long.SIZE - 8 * length));
  }

  private void grow() {
    int[] oldSlots = slots;
    int[] oldHashes = hashes;
    slots = filled(2 * oldSlots.length);
    hashes = new int[slots.length];
    int mask = slots.length - 1;
    for (int i = 0; i < oldSlots.length; i++) {
      if (oldSlots[i] != FREE) {
        int slot = oldHashes[i] & mask;
        while (slots[slot] != FREE) {
          slot = slot + 1 & mask;
        }
        slots[slot] = oldSlots[i];
        hashes[slot] = oldHashes[i];
      }
    }
  }

  private static void write(byte[] bytes, int from, int to, ByteOutput out) {
    out.writeInt(to - from);
    out.write(bytes, from, to);
    // Comparing reads whole words.
    out.ensure(ByteSlices.SLACK);
  }

  @Override
  void writePlain(int[] numbers, int count, ByteOutput to) {
    byte[] known = dictionary.array();
    for (int i = 0; i < count; i++) {
      int place = places[numbers[i]];
      to.write(known, place, place + Integer.BYTES + ByteSlices.intAt(known, place));
    }
  }

  @Override
  void dropDictionary() {
    places = new int[0];
    slots = new int[0];
    hashes = new int[0];
  }

  @Override
  ColumnPages.Bounds bounds(long absentValues) {
    return isBounded
        ? ColumnPages.Bounds.ofText(min, max, absentValues)
        : ColumnPages.Bounds.unknown(absentValues);
  }

  @Override
  long memory() {
    return super.memory() + (long) Integer.BYTES * (places.length + slots.length + hashes.length);
  }
}
