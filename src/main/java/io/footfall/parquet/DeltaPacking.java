package io.footfall.parquet;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.CorruptDataException;

/**
 * The encoding {@code DELTA_BINARY_PACKED} of 64-bit integers: differences from value to value, in
 * blocks of 128 with their own minimum, in groups of 32 with their own width
 * (https://parquet.apache.org/docs/file-format/data-pages/encodings/).
 *
 * <p>Differences wrap around, so every sequence of values can be encoded.
 */
final class DeltaPacking {
  private static final int BLOCK = 128;
  private static final int GROUPS = 4;
  private static final int GROUP = BLOCK / GROUPS;

  private DeltaPacking() {}

  /** Appends the first {@code count} values. */
  static void encode(long[] values, int count, ByteOutput to) {
    to.writeVarLong(BLOCK);
    to.writeVarLong(GROUPS);
    to.writeVarLong(count);
    long last = count == 0 ? 0 : values[0];
    to.writeZigZag(last);
    long[] deltas = new long[BLOCK];
    for (int start = 1; start < count; start += BLOCK) {
      int inBlock = Math.min(BLOCK, count - start);
      long min = Long.MAX_VALUE;
      for (int i = 0; i < inBlock; i++) {
        long value = values[start + i];
        deltas[i] = value - last;
        min = Math.min(min, deltas[i]);
        last = value;
      }
      writeBlock(deltas, inBlock, min, to);
    }
  }

  private static void writeBlock(long[] deltas, int count, long min, ByteOutput to) {
    to.writeZigZag(min);
    int[] widths = new int[GROUPS];
    for (int group = 0; group < GROUPS; group++) {
      long all = 0;
      for (int i = GROUP * group; i < Math.min(count, GROUP * (group + 1)); i++) {
        deltas[i] -= min;
        all |= deltas[i];
      }
      widths[group] = Long.SIZE - Long.numberOfLeadingZeros(all);
      to.writeByte(widths[group]);
    }
    for (int group = 0; group < GROUPS && GROUP * group < count; group++) {
      for (int i = Math.max(count, GROUP * group); i < GROUP * (group + 1); i++) {
        deltas[i] = 0;
      }
      pack(deltas, GROUP * group, widths[group], to);
    }
  }

  /** Packs 32 values, the lowest bits first. */
  private static void pack(long[] values, int from, int width, ByteOutput to) {
    if (width == 0) {
      return;
    }
    long bits = 0;
    int filled = 0;
    for (int i = from; i < from + GROUP; i++) {
      bits |= values[i] << filled;
      filled += width;
      if (filled >= Long.SIZE) {
        to.writeLong(bits);
        filled -= Long.SIZE;
        bits = filled == 0 ? 0 : values[i] >>> (width - filled);
      }
    }
    if (filled > 0) {
      to.writeInt((int) bits); // 32 values of an odd width leave 32 bits
    }
  }

  /**
   * Reads {@code values.length} values.
   *
   * @throws CorruptDataException if {@link #encode} did not write them
   */
  static void decode(ByteInput in, long[] values) {
    int block = in.readVarInt();
    int groups = in.readVarInt();
    if (block != BLOCK || groups != GROUPS) {
      throw new CorruptDataException(
          "blocks of " + block + " values in " + groups + " groups; expected 128 in 4");
    }
    in.readVarInt();
    long last = in.readZigZag();
    if (values.length > 0) {
      values[0] = last;
    }
    int[] widths = new int[GROUPS];
    for (int at = 1; at < values.length; ) {
      long min = in.readZigZag();
      for (int group = 0; group < GROUPS; group++) {
        widths[group] = in.readByte() & 0xFF;
      }
      for (int group = 0; group < GROUPS && at < values.length; group++) {
        long bits = 0;
        int filled = 0;
        int width = widths[group];
        for (int i = 0; i < GROUP; i++) {
          long delta = bits;
          int got = filled;
          if (got < width) {
            int next = in.readInt();
            bits = next & 0xFFFF_FFFFL;
            delta |= bits << got;
            if (got + Integer.SIZE < width) {
              got += Integer.SIZE;
              bits = in.readInt() & 0xFFFF_FFFFL;
              delta |= got == Long.SIZE ? 0 : bits << got;
            }
            int used = width - got;
            filled = Integer.SIZE - used;
            bits = used == Integer.SIZE ? 0 : bits >>> used;
          } else {
            bits = width == Long.SIZE ? 0 : bits >>> width;
            filled = got - width;
          }
          if (at < values.length) {
            last += min + (width == Long.SIZE ? delta : delta & ((1L << width) - 1));
            values[at++] = last;
          }
        }
      }
    }
  }
}
