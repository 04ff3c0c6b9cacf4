package io.footfall.warehouse;

import java.sql.SQLException;

/**
 * Thrown if copying files into the warehouse fails, because of one of the files or of the access to
 * all.
 */
final class CopyFailedException extends SQLException {
  private static final long serialVersionUID = 1L;

  CopyFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
