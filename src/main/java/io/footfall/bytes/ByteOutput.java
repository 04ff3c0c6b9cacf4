package io.footfall.bytes;

import java.util.Arrays;

/**
 * A byte array that grows as it is written to. It is kept and used again ({@link #reset()}), so
 * that writing makes no object once the array is large enough. Not thread-safe. What is written
 * here, {@link ByteInput} reads.
 */
public final class ByteOutput {

  /** The largest array that every Java virtual machine can make. */
  private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

  private byte[] bytes;
  private int size;

  /** An empty output with room for a few bytes. */
  public ByteOutput() {
    this(256);
  }

  /**
   * An empty output.
   *
   * @param capacity bytes that fit before the array has to grow
   * @throws IllegalArgumentException if it is negative
   */
  public ByteOutput(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity: " + capacity + ", expected at least 0");
    }
    bytes = new byte[capacity];
  }

  /**
   * The array that is being written to; {@code [0, size())} is what was written. Valid until the
   * next write or {@link #ensure}, either of which may replace it by a larger one.
   */
  public byte[] array() {
    return bytes;
  }

  /** How many bytes were written. */
  public int size() {
    return size;
  }

  /** Forgets what was written and keeps the array. */
  public void reset() {
    size = 0;
  }

  /** Takes back everything after the first {@code length} bytes. */
  public void truncate(int length) {
    size = Math.min(size, length);
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /**
   * Makes room for {@code more} bytes after {@link #size()}.
   *
   * @throws IllegalStateException if the output would be larger than an array can be (2 GiB)
   */
  public void ensure(int more) {
    if (bytes.length - size < more) {
      grow(more);
    }
  }

  private void grow(int more) {
    long needed = (long) size + more;
    if (needed > MAX_SIZE) {
      throw new IllegalStateException(
          "output of " + needed + " bytes: one array holds at most " + MAX_SIZE);
    }
    long doubled = Math.min(MAX_SIZE, Math.max(64L, 2L * bytes.length));
    bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
  }

  /**
   * Counts {@code count} bytes as written, after the caller has put them into {@link #array()} from
   * {@link #size()} on. Room must have been made with {@link #ensure} before.
   *
   * @throws IndexOutOfBoundsException if the array has no such bytes
   */
  public void advance(int count) {
    if (count < 0 || count > bytes.length - size) {
      throw new IndexOutOfBoundsException(
          "advance by " + count + " at " + size + " of " + bytes.length + " bytes");
    }
    size += count;
  }

  /** Writes the lowest eight bits. */
  public void writeByte(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
  }

  /** Writes the bytes of a slice. No slack is needed after it. */
  public void write(byte[] b, int from, int to) {
    int length = to - from;
    ensure(length);
    System.arraycopy(b, from, bytes, size, length);
    size += length;
  }

  /** Writes all bytes of an array. */
  public void write(byte[] b) {
    write(b, 0, b.length);
  }

  /** Writes four bytes, the lowest bits first. */
  public void writeInt(int value) {
    ensure(4);
    ByteSlices.putInt(bytes, size, value);
    size += 4;
  }

  /** Writes eight bytes, the lowest bits first. */
  public void writeLong(long value) {
    ensure(8);
    ByteSlices.putLong(bytes, size, value);
    size += 8;
  }

  /**
   * Writes a number of 64 bits in LEB128: seven bits per byte, the lowest first. Small numbers are
   * short (below 128: one byte); a negative number is taken as unsigned and has ten bytes.
   */
  public void writeVarLong(long value) {
    ensure(10);
    int p = size;
    while ((value & ~0x7FL) != 0) {
      bytes[p++] = (byte) (value | 0x80);
      value >>>= 7;
    }
    bytes[p++] = (byte) value;
    size = p;
  }

  /**
   * Writes a signed number so that it is short whenever it is near zero, on either side (-64 to 63:
   * one byte).
   */
  public void writeZigZag(long value) {
    writeVarLong((value << 1) ^ (value >> 63));
  }
}
