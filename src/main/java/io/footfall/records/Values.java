package io.footfall.records;

import io.footfall.bytes.Utf8;

/** Validates values of records that a program creates. */
public final class Values {

  private Values() {}

  /**
   * Returns the text if it can be written as UTF-8 without loss.
   *
   * @param what the name of the value, for messages
   * @throws IllegalArgumentException if it contains an unpaired surrogate
   */
  public static String text(String value, String what) {
    int at = Utf8.firstLoneSurrogate(value);
    if (at >= 0) {
      throw new IllegalArgumentException(
          what + " has an unpaired surrogate at index " + at + "; expected Unicode text");
    }
    return value;
  }

  /**
   * Returns the text if it is not empty and can be written as UTF-8 without loss.
   *
   * @param what the name of the value, for messages
   * @throws IllegalArgumentException if it is empty or contains an unpaired surrogate
   */
  public static String nonEmpty(String value, String what) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(what + " is empty; expected non-empty text");
    }
    return text(value, what);
  }
}
