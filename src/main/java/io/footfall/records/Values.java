package io.footfall.records;

import io.footfall.bytes.Utf8;

/** Checks of the values that a record is made of, when a program makes one. */
public final class Values {

  private Values() {}

  /**
   * A text that can be written as UTF-8 without loss.
   *
   * @param what names it, for the message
   * @throws IllegalArgumentException if it has half of a surrogate pair
   */
  public static String text(String value, String what) {
    int at = Utf8.firstLoneSurrogate(value);
    if (at >= 0) {
      throw new IllegalArgumentException(
          what + " has half of a surrogate pair at index " + at + "; expected Unicode text");
    }
    return value;
  }

  /**
   * A text as {@link #text} that is not empty.
   *
   * @param what names it, for the message
   * @throws IllegalArgumentException if it is empty, or has half of a surrogate pair
   */
  public static String nonEmpty(String value, String what) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(what + " is empty; expected non-empty text");
    }
    return text(value, what);
  }
}
