package io.footfall.pipelines.query;

import java.util.OptionalInt;

/**
 * The database did not answer: the statement is wrong, is refused, or took too much. The message is
 * for the person who asked.
 */
public final class QueryFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why there is no answer. */
  public enum Reason {
    /** The statement is wrong. */
    WRONG,
    /** The statement does more than a question may. */
    REFUSED,
    /** It took longer than it may. */
    TIME,
    /** It wanted more memory than it may have. */
    MEMORY,
    /** Whoever asked has cancelled it. */
    CANCELLED,
    /** The database cannot be reached, or failed. */
    DATABASE
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

  /** Why there is no answer. */
  public Reason reason() {
    return reason;
  }

  /** Where in the statement it is wrong: the index of a character from 0, if that is known. */
  public OptionalInt position() {
    return position < 0 ? OptionalInt.empty() : OptionalInt.of(position);
  }
}
