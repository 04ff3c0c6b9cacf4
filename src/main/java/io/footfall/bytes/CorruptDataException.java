package io.footfall.bytes;

/** Packed data that is not what was written: it ends too early, or has values that cannot be. */
public final class CorruptDataException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With what was found, where, and what was expected. */
  public CorruptDataException(String message) {
    super(message);
  }
}
