package io.footfall.testing.redshift;

/** Redshift would end a statement with this error. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
