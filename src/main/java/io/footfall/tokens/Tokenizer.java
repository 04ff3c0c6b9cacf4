package io.footfall.tokens;

import io.footfall.rejects.RejectCode;
import org.jspecify.annotations.Nullable;

/**
 * Splits a block of text into records, one at a time. Each input format has its own implementation.
 *
 * <p>The result depends only on the bytes from the start of the record, never on block boundaries.
 * Not thread-safe: use one instance per reader.
 */
public interface Tokenizer {

  /** Returned by {@link #next} if the block ends before the record: more bytes are needed. */
  int INCOMPLETE = -1;

  /**
   * Returned by {@link #next} if the first line of the record is too long and does not end in this
   * block. {@link #fault()} is {@link RejectCode#RECORD_TOO_LARGE}; the record ends at the next LF,
   * wherever that is.
   */
  int ENDLESS = -2;

  /**
   * Tokenizes the record that starts at {@code start}.
   *
   * @param b the block, with {@link Fields#SLACK} bytes of room after {@code limit}, the first of
   *     which may be overwritten
   * @param limit end of the block, exclusive
   * @param last whether the source ends at {@code limit}; the result is then a position
   * @param out receives the fields, valid until the next call; undefined if there is a {@link
   *     #fault()}
   * @return the start of the next record, {@link #INCOMPLETE}, or {@link #ENDLESS}
   */
  int next(byte[] b, int start, int limit, boolean last, Fields out);

  /** Returns why the last record was rejected, or null if it was split into fields. */
  @Nullable RejectCode fault();

  /**
   * Returns the index of the field that has the fault; for a wrong number of fields, the number of
   * fields.
   */
  int faultField();

  /** Returns the position of the fault in the block. */
  int faultAt();

  /** Describes what the tokenizer found; empty if the code is sufficient. */
  default String faultText() {
    return "";
  }

  /** Returns whether the last record was a blank line, which does not count as a record. */
  boolean isBlank();

  /**
   * Returns false if the last record may have a byte that is not ASCII and its encoding was not
   * checked yet.
   */
  boolean isAscii();

  /** Returns the number of lines of the last record. */
  int lines();

  /**
   * Returns the position at which the bytes of the last record begin. Bytes before them, such as
   * the comma between two objects, belong to the record's range in the source but not to the
   * record.
   *
   * @param start the start passed to {@link #next}
   */
  default int content(int start) {
    return start;
  }

  /** Returns whether a line break always ends a record, so that any line can be read on its own. */
  boolean recordsAreLines();
}
