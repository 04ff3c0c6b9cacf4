package io.footfall.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import org.junit.jupiter.api.function.Executable;

/** An exception that code must throw. */
public final class Thrown {
  private Thrown() {}

  /** Returns its message, after an assertion that it is thrown. */
  public static String messageOf(Class<? extends Throwable> type, Executable code) {
    return String.valueOf(assertThrows(type, code).getMessage());
  }

  /** Returns the message with which Footfall refuses to run the code. */
  public static String refusal(Executable code) {
    return messageOf(FootfallException.class, code);
  }
}
