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

  private int minLength;
  private int maxLength;

  /** The number of bytes that the bounds have in common, and the next eight of each. */
  private int common;

  private long minNext;
  private long maxNext;

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
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      fillingBytes = Arrays.copyOf(bytes, bytes.length + ByteSlices.SLACK);
    }
  }

  @Override
  void addFilling() {
    add(fillingBytes, 0, fillingBytes.length - ByteSlices.SLACK);
  }

  @Override
  void repeatLast(int count) {
    int present = present();
    int[] ids = ids(present + count);
    Arrays.fill(ids, present, present + count, ids[present - 1]);
  }

  @Override
  void assignIds(int[] ids, int count) {
    // Each text has its ID when it is added.
  }

  @Override
  void writeValues(int count, ByteOutput to) {
    // Each text is written when it is added.
  }

  @Override
  void writeDeltas(int count, ByteOutput to) {
    throw new IllegalStateException("a text has no differences");
  }

  private void extendBounds(byte[] bytes, int from, int to) {
    // Most texts share the common prefix of both bounds, and their next bytes are between those of
    // the bounds.
    int length = to - from;
    if (isBounded && length > common && ByteSlices.equal(bytes, from, min, 0, common)) {
      long next = next(bytes, from + common, length - common);
      if (next < minNext || (next == minNext && compare(bytes, from, to, min, minLength) < 0)) {
        setMin(bytes, from, length);
        minNext = next;
      } else if (next > maxNext
          || (next == maxNext && compare(bytes, from, to, max, maxLength) > 0)) {
        setMax(bytes, from, length);
        maxNext = next;
      }
      return; // The bounds still differ after the common prefix, so it is the same.
    }
    boolean isLeast = !isBounded || compare(bytes, from, to, min, minLength) < 0;
    boolean isMost = !isBounded || compare(bytes, from, to, max, maxLength) > 0;
    if (isLeast) {
      setMin(bytes, from, length);
    }
    if (isMost) {
      setMax(bytes, from, length);
    }
    if (isLeast || isMost) {
      isBounded = true;
      int differs = Arrays.mismatch(min, 0, minLength, max, 0, maxLength);
      common = differs < 0 ? minLength : differs;
      minNext = next(min, common, minLength - common);
      maxNext = next(max, common, maxLength - common);
    }
  }

  /** Returns up to eight bytes as a number; a smaller text has no larger number. */
  private static long next(byte[] bytes, int from, int length) {
    return Long.reverseBytes(ByteSlices.word(bytes, from, Math.min(length, Long.BYTES)))
        ^ Long.MIN_VALUE;
  }

  private void setMin(byte[] bytes, int from, int length) {
    min = copy(bytes, from, length, min);
    minLength = length;
  }

  private void setMax(byte[] bytes, int from, int length) {
    max = copy(bytes, from, length, max);
    maxLength = length;
  }

  /** Copies a text to the start of an array with space for slack, if possible the given one. */
  private static byte[] copy(byte[] bytes, int from, int length, byte[] into) {
    byte[] copy =
        into.length < length + ByteSlices.SLACK ? new byte[2 * length + ByteSlices.SLACK] : into;
    System.arraycopy(bytes, from, copy, 0, length);
    return copy;
  }

  private static int compare(byte[] bytes, int from, int to, byte[] bound, int length) {
    return Arrays.compareUnsigned(bytes, from, to, bound, 0, length);
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
    byte[] array = out.array();
    int at = out.size();
    ByteSlices.putInt(array, at, length);
    if (length <= Long.BYTES) {
      ByteSlices.putLong(array, at + Integer.BYTES, ByteSlices.longAt(bytes, from));
    } else {
      System.arraycopy(bytes, from, array, at + Integer.BYTES, length);
    }
    out.advance(Integer.BYTES + length);
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
  }

  @Override
  ColumnPages.Bounds bounds(long absentValues) {
    return isBounded
        ? ColumnPages.Bounds.ofText(
            Arrays.copyOf(min, minLength), Arrays.copyOf(max, maxLength), absentValues)
        : ColumnPages.Bounds.unknown(absentValues);
  }

  @Override
  long memory() {
    return super.memory() + (long) Integer.BYTES * places.length + (long) Long.BYTES * slots.length;
  }
}
