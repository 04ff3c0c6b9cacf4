package io.footfall.bytes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.footfall.tokens.Fields;
import java.util.Arrays;

/**
 * Bytes inside a larger array, as a parser meets them: something else before them, something else
 * (here: one byte, over and over) in the slack after them.
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

  /** A slice with the given bytes, in the midst of {@code around}. */
  public static Slice of(byte[] bytes, int around) {
    byte[] array = new byte[BEFORE + bytes.length + Fields.SLACK];
    Arrays.fill(array, (byte) around);
    System.arraycopy(bytes, 0, array, BEFORE, bytes.length);
    return new Slice(array, BEFORE, BEFORE + bytes.length);
  }

  /** A slice with the given text in UTF-8, in the midst of {@code around}. */
  public static Slice of(String text, char around) {
    return of(text.getBytes(UTF_8), around);
  }

  /**
   * A slice with the given text in UTF-8, in the midst of digits: what a parser may mistake most.
   */
  public static Slice of(String text) {
    return of(text, '9');
  }

  /** The array that the slice is in. */
  public byte[] array() {
    return array;
  }

  /** The position of its first byte. */
  public int from() {
    return from;
  }

  /** The position after its last byte. */
  public int to() {
    return to;
  }

  /** How many bytes the slice has. */
  public int length() {
    return to - from;
  }
}
