package io.footfall.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Encodes texts. */
final class TextEncoder extends ColumnEncoder {
  private static final int FEWEST_SLOTS = 1 << 7;
  private static final byte[] NOTHING = new byte[ByteSlices.SLACK];

  /** Offset of each value in the dictionary; its length precedes it. */
  private int[] places = new int[1 << 6];

  /** By hash: 32 bits of the hash, then the ID of the value plus 1. */
  private long[] slots = new long[FEWEST_SLOTS];

  /** Whether there is a value, so that bounds exist. */
  private boolean isBounded;

  /** The bounds, followed by slack. */
  private byte[] min = NOTHING;

  private byte[] max = NOTHING;

  /** The number of bytes that the bounds have in common, and the next byte of each. */
  private int common;

  private int minNext;
  private int maxNext;

  private @Nullable String filling;
  private byte[] fillingBytes = NOTHING;

  TextEncoder(ParquetColumn column, ZstdCompressCtx compressor, ByteOutput page) {
    super(column, compressor, page);
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
    for (long found = slots[slot]; found != 0; found = slots[slot]) {
      if ((int) (found >>> Integer.SIZE) == hash) {
        int id = (int) found - 1;
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
    slots[slot] = (long) hash << Integer.SIZE | id + 1;
    if (id == places.length) {
      places = Arrays.copyOf(places, 2 * places.length);
    }
    places[id] = dictionary.size();
    write(bytes, from, to, dictionary);
    if (2 * id > slots.length) {
      grow();
    }
    wrote(id);
  }

  /** Fills the rows from this one on with a text. */
  @SuppressWarnings("ReferenceEquality") // Another object with the same text only takes longer.
  void fill(long row, String text) {
    if (text != filling || !isFilled()) {
      fillFrom(row);
      filling = text;
      fillingBytes = text.getBytes(StandardCharsets.UTF_8);
      fillingBytes = withSlack(fillingBytes, 0, fillingBytes.length);
    }
  }

  @Override
  void addFilling() {
    add(fillingBytes, 0, fillingBytes.length - ByteSlices.SLACK);
  }

  private static byte[] withSlack(byte[] bytes, int from, int to) {
    byte[] copy = new byte[to - from + ByteSlices.SLACK];
    System.arraycopy(bytes, from, copy, 0, to - from);
    return copy;
  }

  private void extendBounds(byte[] bytes, int from, int to) {
    // Most texts share the common prefix of both bounds, and their next byte is between those of
    // the bounds.
    boolean isNear =
        isBounded && to - from > common && ByteSlices.equal(bytes, from, min, 0, common);
    int next = isNear ? bytes[from + common] & 0xFF : 0;
    boolean isLeast =
        !isBounded || ((!isNear || next <= minNext) && compare(bytes, from, to, min) < 0);
    boolean isMost =
        !isBounded || ((!isNear || next >= maxNext) && compare(bytes, from, to, max) > 0);
    if (isLeast) {
      min = withSlack(bytes, from, to);
    }
    if (isMost) {
      max = withSlack(bytes, from, to);
    }
    if (isLeast || isMost) {
      isBounded = true;
      int minEnd = min.length - ByteSlices.SLACK;
      int maxEnd = max.length - ByteSlices.SLACK;
      int differs = Arrays.mismatch(min, 0, minEnd, max, 0, maxEnd);
      common = differs < 0 ? minEnd : differs;
      minNext = min[common] & 0xFF;
      maxNext = max[common] & 0xFF;
    }
  }

  private static int compare(byte[] bytes, int from, int to, byte[] bound) {
    return Arrays.compareUnsigned(bytes, from, to, bound, 0, bound.length - ByteSlices.SLACK);
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    int mask = slots.length - 1;
    for (long found : old) {
      if (found != 0) {
        int slot = (int) (found >>> Integer.SIZE) & mask;
        while (slots[slot] != 0) {
          slot = slot + 1 & mask;
        }
        slots[slot] = found;
      }
    }
  }

  private static void write(byte[] bytes, int from, int to, ByteOutput out) {
    int length = to - from;
    out.ensure(Integer.BYTES + length + ByteSlices.SLACK); // Comparisons read whole words.
    out.writeInt(length);
    if (length <= Long.BYTES) {
      ByteSlices.putLong(out.array(), out.size(), ByteSlices.longAt(bytes, from));
      out.advance(length);
    } else {
      out.write(bytes, from, to);
    }
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
  void clearDictionary(int distinct) {
    if (wereMany(distinct, slots.length)) {
      Arrays.fill(slots, 0);
    } else {
      slots = new long[FEWEST_SLOTS];
    }
  }

  @Override
  void clearBounds() {
    isBounded = false;
    min = NOTHING;
    max = NOTHING;
  }

  @Override
  ColumnPages.Bounds bounds(long absentValues) {
    return isBounded
        ? ColumnPages.Bounds.ofText(
            Arrays.copyOf(min, min.length - ByteSlices.SLACK),
            Arrays.copyOf(max, max.length - ByteSlices.SLACK),
            absentValues)
        : ColumnPages.Bounds.unknown(absentValues);
  }

  @Override
  long memory() {
    return super.memory() + (long) Integer.BYTES * places.length + (long) Long.BYTES * slots.length;
  }
}
