package io.footfall.rejects;

import java.util.Arrays;
import java.util.Optional;

/** Why a record is not counted. The names are part of the format of the reject files. */
public enum RejectCode {
  /** A required field is empty or absent. */
  MISSING_FIELD,
  /** The record has fewer fields than the header. */
  TOO_FEW_FIELDS,
  /** The record has more fields than the header. */
  TOO_MANY_FIELDS,
  /** Not a timestamp, or not a date of the calendar. */
  INVALID_TIMESTAMP,
  /** Not a plain decimal, or not an integer where one is required. */
  INVALID_NUMBER,
  /** A page view with a negative duration. */
  NEGATIVE_DURATION,
  /** The bytes are not well-formed UTF-8. */
  INVALID_UTF8,
  /** A quoted field is not closed, or the lines up to its end are not a valid record. */
  UNTERMINATED_QUOTE,
  /** Something other than a delimiter or a line break follows a closing quote. */
  MALFORMED_QUOTE,
  /** Not one JSON object with the members that the columns need. */
  MALFORMED_JSON,
  /** Longer than the limit for one record. */
  RECORD_TOO_LARGE,
  /** Older than the allowed lateness of its window. */
  LATE,
  /**
   * Not a record but a file of a watched directory, or the rest of it: its header is refused, its
   * compressed data is damaged, or it was deleted.
   */
  UNREADABLE_FILE,
  /** A file of a watched directory, not a record: it changed after it was read. */
  CHANGED_FILE;

  /** Returns the code of a name; empty for those of other programs. */
  public static Optional<RejectCode> named(String name) {
    return Arrays.stream(values()).filter(code -> code.name().equals(name)).findFirst();
  }
}
