package io.footfall.tokens;

import io.footfall.rejects.RejectCode;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one record at a time out of a block of text. A new input format is one implementation.
 *
 * <p>The result depends only on the bytes from the record's start on, never on how they were cut
 * into blocks. Not thread-safe: one instance per reader.
 */
public interface Tokenizer {

  /**
   * Returned by {@link #next}: the block ends before the record does, and more bytes are needed to
   * decide.
   */
  int INCOMPLETE = -1;

  /**
   * Returned by {@link #next}: the record's first line alone is longer than allowed and does not
   * end in this block. {@link #fault()} is {@link RejectCode#RECORD_TOO_LARGE}; the record ends at
   * the next LF, wherever that is.
   */
  int ENDLESS = -2;

  /**
   * Cuts the record that starts at {@code start}.
   *
   * @param b the block; it must have {@link Fields#SLACK} bytes of room behind {@code limit}, of
   *     which the first may be overwritten
   * @param limit one past the last byte of the block
   * @param last whether the source ends at {@code limit}; then the result is a position
   * @param out takes the fields, valid until the next call; undefined if there is a {@link
   *     #fault()}
   * @return where the next record starts, or {@link #INCOMPLETE}, or {@link #ENDLESS}
   */
  int next(byte[] b, int start, int limit, boolean last, Fields out);

  /** Returns why the last record was rejected, or null if it was cut into fields. */
  @Nullable RejectCode fault();

  /**
   * Returns the index of the field that has the fault; for a wrong number of fields, the number of
   * fields.
   */
  int faultField();

  /** Returns the position in the block where the fault was found. */
  int faultAt();

  /** Returns what the tokenizer found, for a person; empty where the code says it all. */
  default String faultText() {
    return "";
  }

  /** Returns whether the last record was a blank line, which is no record. */
  boolean isBlank();

  /**
   * Returns false if the last record may have a byte that is not ASCII and its encoding was not
   * checked yet.
   */
  boolean isAscii();

  /** Returns how many lines of the source the last record took. */
  int lines();

  /**
   * Returns where the bytes of the last record begin. What is before them, such as the comma
   * between two objects, belongs to the record's place in the source and not to the record.
   *
   * @param start where {@link #next} was asked to start
   */
  default int content(int start) {
    return start;
  }

  /** Returns whether a line break always ends a record, so that any line can be read on its own. */
  boolean recordsAreLines();
}
