package io.footfall.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.footfall.tokens.Fields;
import java.util.Arrays;

/**
 * Bytes inside a larger array, with a repeated other byte before them and in the slack after them.
 */
public final class Slice {

  private static final int BEFORE = 3;

  private final byte[] array;
  private final int from;
  private final int to;

  private Slice(byte[] array, int from, int to) {
    this.array = array;
    this.from = from;
    this.to = to;
  }

  /** Returns a slice with these bytes, surrounded by {@code around}. */
  public static Slice of(byte[] bytes, int around) {
    byte[] array = new byte[BEFORE + bytes.length + Fields.SLACK];
    Arrays.fill(array, (byte) around);
    System.arraycopy(bytes, 0, array, BEFORE, bytes.length);
    return new Slice(array, BEFORE, BEFORE + bytes.length);
  }

  /** Returns a slice with this text in UTF-8, surrounded by {@code around}. */
  public static Slice of(String text, char around) {
    return of(text.getBytes(UTF_8), around);
  }

  /**
   * Returns a slice with this text in UTF-8, surrounded by digits, which are easiest to mistake.
   */
  public static Slice of(String text) {
    return of(text, '9');
  }

  /** Returns the array. */
  public byte[] array() {
    return array;
  }

  /** Returns the position of the first byte. */
  public int from() {
    return from;
  }

  /** Returns the position after the last byte. */
  public int to() {
    return to;
  }

  /** Returns the number of bytes. */
  public int length() {
    return to - from;
  }
}
