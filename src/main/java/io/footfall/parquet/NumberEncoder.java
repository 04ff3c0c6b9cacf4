package io.footfall.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Encodes integers, dates, timestamps and decimals: values of a fixed width.
 *
 * <p>Collects the numbers of a page, and encodes them together. If each were looked up in the
 * dictionary when it is added, it would wait for memory; in a loop, the CPU looks up several at a
 * time.
 */
final class NumberEncoder extends ColumnEncoder {
  private static final int FREE = -1;
  private static final long[] NONE = {};

  /** Spreads numbers over the slots, including those that end with zeros. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final ParquetColumn.Kind kind;

  /** The numbers of the page: their lower 64 bits. */
  private long[] numbers = new long[1 << 4];

  /** Their upper 64 bits; empty if all numbers of the page fit in a long. */
  private long[] highs = NONE;

  /** The lower 64 bits of the numbers in the dictionary. */
  private long[] values = new long[1 << 4];

  private int[] slots = filled(1 << 5);

  /** The bounds of the numbers that fit in a long. */
  private long min = Long.MAX_VALUE;

  private long max = Long.MIN_VALUE;

  /** The bounds of the others, of 128 bits each. */
  private long minHigh = Long.MAX_VALUE;

  private long minLow = -1;
  private long maxHigh = Long.MIN_VALUE;
  private long maxLow;

  private long filling;

  NumberEncoder(ParquetColumn column, ZstdCompressCtx compressor, ByteOutput page) {
    super(column, compressor, page);
    kind = column.kind();
  }

  private static int[] filled(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, FREE);
    return slots;
  }

  void add(long value) {
    reserve(1);
    int at = present();
    numbers[at] = value;
    if (highs != NONE) {
      highs[at] = value >> 63;
    }
    wrote();
  }

  /**
   * Adds a number of 128 bits.
   *
   * @param high the upper 64 bits; for a number that fits in a long, copies of its sign bit
   * @param low the lower 64 bits
   */
  void add(long high, long low) {
    if (high == low >> 63) {
      add(low);
      return;
    }
    reserve(1);
    int at = present();
    if (highs == NONE) {
      highs = new long[numbers.length];
      for (int i = 0; i < at; i++) {
        highs[i] = numbers[i] >> 63;
      }
    }
    numbers[at] = low;
    highs[at] = high;
    wrote();
  }

  private void reserve(int more) {
    int needed = present() + more;
    if (needed > numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.max(needed, 2 * numbers.length));
      highs = highs == NONE ? NONE : Arrays.copyOf(highs, numbers.length);
    }
  }

  /** Fills the rows from this one on with a number. */
  void fill(long row, long value) {
    if (value != filling || !isFilled()) {
      fillFrom(row);
      filling = value;
    }
  }

  @Override
  void addFilling() {
    add(filling);
  }

  @Override
  void repeatLast(int count) {
    reserve(count);
    int present = present();
    Arrays.fill(numbers, present, present + count, numbers[present - 1]);
    if (highs != NONE) {
      Arrays.fill(highs, present, present + count, highs[present - 1]);
    }
  }

  private void extendBounds(long high, long low) {
    if (high < minHigh || (high == minHigh && Long.compareUnsigned(low, minLow) < 0)) {
      minHigh = high;
      minLow = low;
    }
    if (high > maxHigh || (high == maxHigh && Long.compareUnsigned(low, maxLow) >= 0)) {
      maxHigh = high;
      maxLow = low;
    }
  }

  @Override
  void assignIds(int[] ids, int count) {
    long[] page = numbers;
    long[] known = values;
    int[] places = slots;
    int mask = places.length - 1;
    for (int i = 0; i < count; i++) {
      long value = page[i];
      if (highs != NONE && highs[i] != value >> 63) {
        // Does not look for an existing ID, because such numbers are rare.
        extendBounds(highs[i], value);
        ids[i] = newId(highs[i], value);
        known = values;
        continue;
      }
      int slot = slot(value, mask);
      int id = places[slot];
      while (id != FREE && known[id] != value) {
        slot = slot + 1 & mask;
        id = places[slot];
      }
      if (id == FREE) {
        id = addToDictionary(value, slot);
        known = values;
        places = slots;
        mask = places.length - 1;
      }
      ids[i] = id;
    }
    highs = NONE;
  }

  private static int slot(long value, int mask) {
    return (int) ((value * FACTOR) >>> Integer.SIZE) & mask;
  }

  private int addToDictionary(long value, int slot) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    int id = newId(value >> 63, value);
    slots[slot] = id;
    if (2 * id > slots.length) {
      grow();
    }
    return id;
  }

  private int newId(long high, long low) {
    int id = added();
    write(high, low, dictionary);
    if (id == values.length) {
      values = Arrays.copyOf(values, 2 * values.length);
    }
    values[id] = low;
    return id;
  }

  private void grow() {
    int[] old = slots;
    slots = filled(2 * old.length);
    int mask = slots.length - 1;
    for (int id : old) {
      if (id != FREE) {
        int slot = slot(values[id], mask);
        while (slots[slot] != FREE) {
          slot = slot + 1 & mask;
        }
        slots[slot] = id;
      }
    }
  }

  @Override
  void writeValues(int count, ByteOutput to) {
    extendBoundsByPage(count);
    if (kind == ParquetColumn.Kind.DECIMAL && highs == NONE) {
      writeDecimals(count, to);
      return;
    }
    for (int i = 0; i < count; i++) {
      write(highs == NONE ? numbers[i] >> 63 : highs[i], numbers[i], to);
    }
    highs = NONE;
  }

  /** Writes the page's decimals, which fit in a long. */
  private void writeDecimals(int count, ByteOutput to) {
    int bytes = ParquetColumn.DECIMAL_BYTES * count;
    to.ensure(bytes);
    byte[] out = to.array();
    long[] page = numbers;
    int at = to.size();
    for (int i = 0; i < count; i++) {
      long value = page[i];
      ByteSlices.putLong(out, at, value >> 63); // the same in both byte orders
      ByteSlices.putLong(out, at + Long.BYTES, Long.reverseBytes(value));
      at += ParquetColumn.DECIMAL_BYTES;
    }
    to.advance(bytes);
  }

  @Override
  void writeDeltas(int count, ByteOutput to) {
    extendBoundsByPage(count);
    DeltaPacking.encode(numbers, count, to);
  }

  private void extendBoundsByPage(int count) {
    long[] page = numbers;
    long least = min;
    long most = max;
    for (int i = 0; i < count; i++) {
      long value = page[i];
      if (highs != NONE && highs[i] != value >> 63) {
        extendBounds(highs[i], value);
      } else if (value < least) {
        least = value;
        most = Math.max(most, value);
      } else if (value > most) {
        most = value;
      }
    }
    min = least;
    max = most;
  }

  private int width() {
    return switch (kind) {
      case DATE -> Integer.BYTES;
      case DECIMAL -> ParquetColumn.DECIMAL_BYTES;
      case INTEGER, TIMESTAMP -> Long.BYTES;
      case TEXT -> throw new IllegalStateException("a text has no width");
    };
  }

  /** Writes a number: little-endian, except decimals. */
  private void write(long high, long low, ByteOutput out) {
    switch (kind) {
      case DATE -> out.writeInt((int) low);
      case DECIMAL -> {
        out.writeLong(Long.reverseBytes(high));
        out.writeLong(Long.reverseBytes(low));
      }
      case INTEGER, TIMESTAMP -> out.writeLong(low);
      case TEXT -> throw new IllegalStateException("a text is not a number");
    }
  }

  @Override
  void writePlain(int[] ids, int count, ByteOutput to) {
    int width = width();
    for (int i = 0; i < count; i++) {
      to.write(dictionary.array(), width * ids[i], width * (ids[i] + 1));
    }
  }

  @Override
  void clearDictionary(int distinct) {
    slots = wereMany(distinct, slots.length) ? slots : new int[1 << 5];
    Arrays.fill(slots, FREE);
  }

  @Override
  void clearBounds() {
    min = Long.MAX_VALUE;
    max = Long.MIN_VALUE;
    minHigh = Long.MAX_VALUE;
    minLow = -1;
    maxHigh = Long.MIN_VALUE;
    maxLow = 0;
  }

  @Override
  ColumnPages.Bounds bounds(long absentValues) {
    if (min <= max) {
      extendBounds(min >> 63, min);
      extendBounds(max >> 63, max);
    }
    return minHigh > maxHigh
        ? ColumnPages.Bounds.unknown(absentValues)
        : ColumnPages.Bounds.exactly(bound(minHigh, minLow), bound(maxHigh, maxLow), absentValues);
  }

  private ByteBuffer bound(long high, long low) {
    ByteOutput bytes = new ByteOutput(2 * Long.BYTES);
    write(high, low, bytes);
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  @Override
  long memory() {
    return super.memory()
        + (long) Long.BYTES * (numbers.length + highs.length + values.length)
        + (long) Integer.BYTES * slots.length;
  }
}
