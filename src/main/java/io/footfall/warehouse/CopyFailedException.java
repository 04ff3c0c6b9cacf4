package io.footfall.warehouse;

import java.sql.SQLException;

/** Thrown if the copy of some files fails, because of one of them or of the access to all. */
final class CopyFailedException extends SQLException {
  private static final long serialVersionUID = 1L;

  CopyFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
