package io.footfall.pipelines.replay;

import java.util.List;

/**
 * The outcome of a replay for the windows of a stream.
 *
 * @param updated directories of the windows that were written
 * @param records number of replayed records in the updated windows
 * @param left the windows that were not changed although records were replayed for them
 */
record WindowUpdate(List<String> updated, long records, List<Left> left) {

  WindowUpdate {
    updated = List.copyOf(updated);
    left = List.copyOf(left);
  }

  /** Why a window does not include its replayed records. */
  enum Reason {
    /** The window is not final; the stream would overwrite it. */
    NOT_FINAL,
    /** The window does not exist, and the stream may still write it. */
    MAY_COME,
    /** The window does not exist, and its bounds cannot be derived from the others. */
    NO_WINDOW,
    /** The stream uses another time zone for days. */
    OTHER_ZONE,
    /** The records in the lake are not those that the window counted. */
    NOT_IN_LAKE
  }

  /**
   * A window that was not changed.
   *
   * @param window name of its directory, or the time of its first record if the window does not
   *     exist
   * @param reason the reason
   * @param found details, or empty
   * @param records number of replayed records that belong to it
   */
  record Left(String window, Reason reason, String found, long records) {}
}
