package io.footfall.files;

import java.io.IOException;

/** Another process holds the lock of a directory. */
public final class DirectoryLockedException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes the holder.
   *
   * @param holder purpose, process and start, as far as the lock file contains them
   */
  DirectoryLockedException(String directory, String holder) {
    super(
        directory
            + " is locked"
            + (holder.isBlank() ? " by another process" : " by " + holder.strip()));
  }
}
