package io.footfall.pipelines.generate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A byte buffer to which numbers, dates and CSV fields are written without creating strings. */
final class Text {

  private static final byte[] DIGITS = new byte[200];

  static {
    for (int i = 0; i < 100; i++) {
      DIGITS[2 * i] = (byte) ('0' + i / 10);
      DIGITS[2 * i + 1] = (byte) ('0' + i % 10);
    }
  }

  private byte[] bytes;
  private int size;

  Text(int capacity) {
    bytes = new byte[capacity];
  }

  /** Returns the bytes of a constant. */
  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the array, whose first {@link #size} bytes are valid until the next write. */
  byte[] array() {
    return bytes;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  Text put(char ascii) {
    room(1);
    bytes[size++] = (byte) ascii;
    return this;
  }

  Text put(byte[] text) {
    room(text.length);
    System.arraycopy(text, 0, bytes, size, text.length);
    size += text.length;
    return this;
  }

  /** Writes a number in decimal digits. */
  Text put(long number) {
    if (number < 0) {
      // Long.MIN_VALUE has no positive counterpart, but is never generated.
      put('-');
      number = Math.negateExact(number);
    }
    return digits(number, digitsOf(number));
  }

  /** Writes {@code unscaled} / 10^{@code scale} with exactly {@code scale} decimals. */
  Text decimal(long unscaled, int scale) {
    if (unscaled < 0) {
      put('-');
      unscaled = Math.negateExact(unscaled);
    }
    long power = powerOfTen(scale);
    put(unscaled / power);
    if (scale > 0) {
      put('.');
      digits(unscaled % power, scale);
    }
    return this;
  }

  /** Writes two digits of a number from 0 to 99. */
  Text two(int number) {
    room(2);
    bytes[size] = DIGITS[2 * number];
    bytes[size + 1] = DIGITS[2 * number + 1];
    size += 2;
    return this;
  }

  /** Turns the text since {@code start} into a quoted CSV field and doubles its quotes. */
  Text quoteFrom(int start) {
    int quotes = 0;
    for (int i = start; i < size; i++) {
      if (bytes[i] == '"') {
        quotes++;
      }
    }
    room(quotes + 2);
    int to = size + quotes + 1;
    bytes[to] = '"';
    // Backwards, so that bytes are moved before they are overwritten.
    for (int i = size - 1; i >= start; i--) {
      bytes[--to] = bytes[i];
      if (bytes[i] == '"') {
        bytes[--to] = '"';
      }
    }
    bytes[start] = '"';
    size += quotes + 2;
    return this;
  }

  /** Writes the last {@code count} digits of a non-negative number. */
  private Text digits(long number, int count) {
    room(count);
    int at = size + count;
    size = at;
    long rest = number;
    int left = count;
    while (left >= 2) {
      long hundredth = rest / 100;
      int pair = 2 * (int) (rest - hundredth * 100);
      bytes[--at] = DIGITS[pair + 1];
      bytes[--at] = DIGITS[pair];
      rest = hundredth;
      left -= 2;
    }
    if (left == 1) {
      bytes[--at] = (byte) ('0' + rest % 10);
    }
    return this;
  }

  private static int digitsOf(long number) {
    int count = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      count++;
    }
    return count;
  }

  private static long powerOfTen(int scale) {
    return switch (scale) {
      case 0 -> 1;
      case 1 -> 10;
      case 2 -> 100;
      case 3 -> 1000;
      default -> throw new IllegalArgumentException("scale: " + scale);
    };
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int) (size * 1.5)));
    }
  }
}
