package io.footfall.bytes;

/** Thrown when packed data is truncated or has invalid values. */
public final class CorruptDataException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Creates an exception with what was found, where, and what was expected. */
  public CorruptDataException(String message) {
    super(message);
  }
}
