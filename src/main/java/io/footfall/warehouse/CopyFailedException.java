package io.footfall.warehouse;

import java.sql.SQLException;

/** The copy of some files failed, for a reason that lies in one of them or in the access to all. */
final class CopyFailedException extends SQLException {
  private static final long serialVersionUID = 1L;

  CopyFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
