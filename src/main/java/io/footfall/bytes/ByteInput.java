package io.footfall.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads from a slice what a {@link ByteOutput} wrote. Needs no slack after the slice. Every read
 * throws {@link CorruptDataException}, and reads nothing, if the slice ends before the value. Not
 * thread-safe.
 */
public final class ByteInput {

  private final byte[] bytes;
  private final int to;
  private int position;

  /**
   * Creates an input for {@code [from, to)}.
   *
   * @throws IndexOutOfBoundsException if the array has no such slice
   */
  public ByteInput(byte[] bytes, int from, int to) {
    if (from < 0 || from > to || to > bytes.length) {
      throw new IndexOutOfBoundsException(
          "slice [" + from + ", " + to + ") of " + bytes.length + " bytes");
    }
    this.bytes = bytes;
    this.position = from;
    this.to = to;
  }

  /** Creates an input for a whole array. */
  public ByteInput(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Returns the underlying array; {@link #readSlice} returns positions in it. */
  public byte[] array() {
    return bytes;
  }

  /** Returns the position in {@link #array()} of the next byte. */
  public int position() {
    return position;
  }

  /** Returns the number of bytes left. */
  public int remaining() {
    return to - position;
  }

  /** Returns whether bytes remain. */
  public boolean hasRemaining() {
    return position < to;
  }

  /** Reads one byte, 0 to 255. */
  public int readByte() {
    need(1);
    return bytes[position++] & 0xFF;
  }

  /** Reads what {@link ByteOutput#writeInt} wrote. */
  public int readInt() {
    need(4);
    int value = ByteSlices.intAt(bytes, position);
    position += 4;
    return value;
  }

  /** Reads what {@link ByteOutput#writeLong} wrote. */
  public long readLong() {
    need(8);
    long value = ByteSlices.longAt(bytes, position);
    position += 8;
    return value;
  }

  /**
   * Reads what {@link ByteOutput#writeVarLong} wrote.
   *
   * @throws CorruptDataException also if the number has more than 64 bits
   */
  public long readVarLong() {
    int p = position;
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (p == to) {
        throw new CorruptDataException(
            "number from position " + position + " on: its end is missing, data ends at " + to);
      }
      byte b = bytes[p++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        if (shift == 63 && b > 1) {
          break;
        }
        position = p;
        return value;
      }
    }
    throw new CorruptDataException("number at position " + position + ": more than 64 bits");
  }

  /**
   * Reads a number written by {@link ByteOutput#writeVarLong} that must be a length or a count.
   *
   * @throws CorruptDataException also if it is negative or does not fit in an {@code int}
   */
  public int readVarInt() {
    int start = position;
    long value = readVarLong();
    if (value < 0 || value > Integer.MAX_VALUE) {
      position = start;
      throw new CorruptDataException(
          "number at position "
              + start
              + ": "
              + Long.toUnsignedString(value)
              + ", expected at most "
              + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  /** Reads what {@link ByteOutput#writeZigZag} wrote. */
  public long readZigZag() {
    long value = readVarLong();
    return (value >>> 1) ^ -(value & 1);
  }

  /**
   * Skips the next {@code length} bytes.
   *
   * @return the position in {@link #array()} of the first skipped byte
   */
  public int readSlice(int length) {
    need(length);
    int start = position;
    position += length;
    return start;
  }

  /** Reads bytes that {@link ByteOutput#writeBytes} wrote. */
  public byte[] readBytes() {
    int length = readVarInt();
    int from = readSlice(length);
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /** Reads a text that {@link ByteOutput#writeText} wrote. */
  public String readText() {
    int length = readVarInt();
    return new String(bytes, readSlice(length), length, StandardCharsets.UTF_8);
  }

  private void need(int length) {
    if (length < 0 || length > to - position) {
      throw new CorruptDataException(
          length + " bytes wanted at position " + position + ", but the data ends at " + to);
    }
  }
}
