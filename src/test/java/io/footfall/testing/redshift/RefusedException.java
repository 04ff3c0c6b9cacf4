package io.footfall.testing.redshift;

/** Thrown when Redshift would fail with this error. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
