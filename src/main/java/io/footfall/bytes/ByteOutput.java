package io.footfall.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing byte array. {@link #reset()} makes it reusable, so that writing creates no objects once
 * the array is large enough. {@link ByteInput} reads the result. Not thread-safe.
 */
public final class ByteOutput {

  /** The largest array that every JVM can create. */
  private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

  private byte[] bytes;
  private int size;

  /** Creates an output with a small initial capacity. */
  public ByteOutput() {
    this(256);
  }

  /**
   * Creates an output.
   *
   * @param capacity initial capacity in bytes
   * @throws IllegalArgumentException if it is negative
   */
  public ByteOutput(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity: " + capacity + ", expected at least 0");
    }
    bytes = new byte[capacity];
  }

  /**
   * Returns the underlying array, whose range {@code [0, size())} has been written. Valid until the
   * next write or {@link #ensure}, which can replace it.
   */
  public byte[] array() {
    return bytes;
  }

  /** Returns the number of bytes written. */
  public int size() {
    return size;
  }

  /** Discards the content and keeps the array. */
  public void reset() {
    size = 0;
  }

  /** Discards everything after the first {@code length} bytes. */
  public void truncate(int length) {
    size = Math.min(size, length);
  }

  /** Returns a copy of the content. */
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
   * Adds {@code count} bytes that the caller has put into {@link #array()} at {@link #size()}. Call
   * {@link #ensure} first.
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

  /** Writes a slice. Needs no slack after it. */
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

  /** Writes four bytes, lowest bits first. */
  public void writeInt(int value) {
    ensure(4);
    ByteSlices.putInt(bytes, size, value);
    size += 4;
  }

  /** Writes eight bytes, lowest bits first. */
  public void writeLong(long value) {
    ensure(8);
    ByteSlices.putLong(bytes, size, value);
    size += 8;
  }

  /**
   * Writes 64 bits in LEB128: seven bits per byte, lowest first. Numbers below 128 take one byte;
   * negative numbers are treated as unsigned and take ten.
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

  /** Writes a signed number with few bytes if it is near zero (one byte for -64 to 63). */
  public void writeZigZag(long value) {
    writeVarLong((value << 1) ^ (value >> 63));
  }

  /** Writes bytes after their length. */
  public void writeBytes(byte[] b) {
    writeVarLong(b.length);
    write(b);
  }

  /** Writes a text in UTF-8 after its length. */
  public void writeText(String text) {
    writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
