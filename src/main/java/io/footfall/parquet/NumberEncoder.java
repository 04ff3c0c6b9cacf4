package io.footfall.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteOutput;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Encodes integers, dates, timestamps and decimals: values of a fixed width. */
final class NumberEncoder extends ColumnEncoder {
  private static final int FREE = -1;

  /** Spreads numbers over the slots, including those that end with zeros. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final ParquetColumn.Kind kind;
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

  private int lastId = FREE;
  private long lastValue;
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
    if (!hasDictionary()) {
      min = Math.min(min, value);
      max = Math.max(max, value);
      write(value >> 63, value, plain());
      wrote(0);
    } else {
      wrote(lastId != FREE && lastValue == value ? lastId : idOf(value));
    }
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
    } else if (!hasDictionary()) {
      extendBounds(high, low);
      write(high, low, plain());
      wrote(0);
    } else {
      extendBounds(high, low);
      wrote(newId(high, low));
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

  /**
   * Returns a new ID for a number that does not fit in a long. Does not look for an existing one,
   * because such numbers are rare.
   */
  private int newId(long high, long low) {
    int id = added();
    write(high, low, dictionary);
    keep(id, low);
    return id;
  }

  private int slot(long value) {
    return (int) ((value * FACTOR) >>> Integer.SIZE) & (slots.length - 1);
  }

  private int idOf(long value) {
    int mask = slots.length - 1;
    int slot = slot(value);
    for (int id = slots[slot]; id != FREE; id = slots[slot]) {
      if (values[id] == value) {
        lastId = id;
        lastValue = value;
        return id;
      }
      slot = slot + 1 & mask;
    }
    min = Math.min(min, value);
    max = Math.max(max, value);
    int id = newId(value >> 63, value);
    slots[slot] = id;
    if (2 * id > slots.length) {
      grow();
    }
    lastId = id;
    lastValue = value;
    return id;
  }

  private void keep(int id, long value) {
    if (id == values.length) {
      values = Arrays.copyOf(values, 2 * values.length);
    }
    values[id] = value;
  }

  private void grow() {
    int[] old = slots;
    slots = filled(2 * old.length);
    int mask = slots.length - 1;
    for (int id : old) {
      if (id != FREE) {
        int slot = slot(values[id]);
        while (slots[slot] != FREE) {
          slot = slot + 1 & mask;
        }
        slots[slot] = id;
      }
    }
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
  void writePlain(int[] numbers, int count, ByteOutput to) {
    int width = width();
    for (int i = 0; i < count; i++) {
      to.write(dictionary.array(), width * numbers[i], width * (numbers[i] + 1));
    }
  }

  @Override
  void clearDictionary(int distinct) {
    lastId = FREE;
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
    return super.memory() + (long) Long.BYTES * values.length + (long) Integer.BYTES * slots.length;
  }
}
