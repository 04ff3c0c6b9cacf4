package io.footfall.pipelines.query;

import java.util.OptionalInt;

/**
 * Thrown when a query fails: it is invalid, refused, or exceeds a limit. The message is for the
 * user.
 */
public final class QueryFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The reason for the failure. */
  public enum Reason {
    /** The statement is invalid. */
    WRONG,
    /** The statement is not allowed. */
    REFUSED,
    /** The query exceeded its time limit. */
    TIME,
    /** The query exceeded its memory limit. */
    MEMORY,
    /** The user cancelled the query. */
    CANCELLED,
    /** The database is unreachable or failed. */
    DATABASE,
    /** Another process replaced files of the lake during the query, which can be run again. */
    REPLACED;

    /** Returns whether the database rather than the statement is the cause. */
    public boolean isOfDatabase() {
      return this == DATABASE || this == REPLACED;
    }
  }

  private final Reason reason;
  private final int position;

  QueryFailedException(Reason reason, String message, int position, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.position = position;
  }

  QueryFailedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
    this.position = -1;
  }

  /** Returns the reason for the failure. */
  public Reason reason() {
    return reason;
  }

  /** Returns the position of the error in the statement, a 0-based character index, if known. */
  public OptionalInt position() {
    return position < 0 ? OptionalInt.empty() : OptionalInt.of(position);
  }
}
