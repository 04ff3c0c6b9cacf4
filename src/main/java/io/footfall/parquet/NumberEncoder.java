package io.footfall.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import java.nio.ByteBuffer;
import org.apache.parquet.format.Encoding;

/** Encodes integers, dates, timestamps and decimals: values of a fixed width. */
final class NumberEncoder extends ColumnEncoder {
  private static final int FREE = -1;

  private final ParquetColumn.Kind kind;
  private long[] values = new long[1 << 4];
  private int[] slots = filled(1 << 5);

  /** The bounds, of 128 bits each. */
  private long minHigh = Long.MAX_VALUE;

  private long minLow = -1;
  private long maxHigh = Long.MIN_VALUE;
  private long maxLow;
  private int lastId = FREE;
  private long lastValue;

  NumberEncoder(ParquetColumn column, ZstdCompressCtx compressor) {
    // Times hardly repeat.
    super(column, column.kind() != ParquetColumn.Kind.TIMESTAMP, compressor);
    kind = column.kind();
  }

  private static int[] filled(int length) {
    int[] slots = new int[length];
    java.util.Arrays.fill(slots, FREE);
    return slots;
  }

  /**
   * Adds a number.
   *
   * @param high the upper 64 bits; of a number that a long holds, all as its sign
   * @param low the lower 64 bits
   */
  void add(long high, long low) {
    if (!hasDictionary()) {
      extendBounds(high, low);
      write(high, low, plain());
      wrote(0);
      return;
    }
    if (lastId != FREE && lastValue == low && high == low >> 63) {
      wrote(lastId);
      return;
    }
    int id = high == low >> 63 ? idOf(low) : newId(high, low);
    wrote(id);
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

  /** Treats a number that does not fit in a long as new each time: such numbers are rare. */
  private int newId(long high, long low) {
    extendBounds(high, low);
    int id = added();
    write(high, low, dictionary);
    keep(id, low);
    return id;
  }

  private int idOf(long value) {
    int mask = slots.length - 1;
    int slot = (int) ByteSlices.mix(value) & mask;
    for (int id = slots[slot]; id != FREE; id = slots[slot]) {
      if (values[id] == value) {
        lastId = id;
        lastValue = value;
        return id;
      }
      slot = slot + 1 & mask;
    }
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
      values = java.util.Arrays.copyOf(values, 2 * values.length);
    }
    values[id] = value;
  }

  private void grow() {
    int[] old = slots;
    slots = filled(2 * old.length);
    int mask = slots.length - 1;
    for (int id : old) {
      if (id != FREE) {
        int slot = (int) ByteSlices.mix(values[id]) & mask;
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
  void dropDictionary() {
    values = new long[0];
    slots = new int[0];
  }

  @Override
  ColumnPages.Bounds bounds(long absentValues) {
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
  Encoding writePage(ByteOutput plain, int count, ByteOutput to) {
    if (kind != ParquetColumn.Kind.TIMESTAMP) {
      return super.writePage(plain, count, to);
    }
    DeltaPacking.encode(plain.array(), count, to);
    return Encoding.DELTA_BINARY_PACKED;
  }

  @Override
  long memory() {
    return super.memory() + (long) Long.BYTES * values.length + (long) Integer.BYTES * slots.length;
  }
}
