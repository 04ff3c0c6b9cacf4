package io.footfall.reading;

import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Provides the fields of a source's records, one record at a time. A source is a part of a file, a
 * message, or the rows of a query. Not thread-safe.
 */
public interface FieldSource {

  /** Returns the mapping from fields to columns. */
  Layout layout();

  /**
   * Moves to the next record.
   *
   * @param out receives its fields, valid until the next call; undefined if there is a {@link
   *     #fault()}
   * @return false at the end
   */
  boolean next(Fields out);

  /** Returns why the last record could not be split into fields; null if it could. */
  default @Nullable RejectCode fault() {
    return null;
  }

  /** Describes the fault, if there is one: what was found and what was expected. */
  default String faultDetail() {
    return "";
  }

  /**
   * Returns whether the last record repeats the header of the source. The case and the order of its
   * names can differ; {@link #layout} then changes.
   *
   * @param fields the fields of the record
   */
  default boolean isRepeatedHeader(Fields fields) {
    return false;
  }

  /**
   * Returns whether all fields of the last record are blank. It then counts as a blank line.
   *
   * @param fields the fields of the record
   */
  default boolean isBlank(Fields fields) {
    return false;
  }

  /** Returns whether the last record spans several lines, because of a quoted field. */
  default boolean spansLines() {
    return false;
  }

  /**
   * Splits one line of the last record as if it were a record.
   *
   * @param line from 0, the line where a quote opens; quotes have no meaning in it
   * @return its fields; empty if it cannot be split
   * @throws IndexOutOfBoundsException if the record has no such line
   */
  default Optional<Fields> line(int line) {
    throw new IndexOutOfBoundsException(line);
  }

  /** Returns the number of lines of the last record. */
  default int lineCount() {
    return 1;
  }

  /** Returns the last record as it was read, without its line break. */
  byte[] rawRecord();

  /**
   * Returns the position of the last record in the source: the offset of its first byte, or its row
   * number.
   */
  long recordOffset();

  /** Returns the line number of the last record, counted from 1; 0 if it has none. */
  default long recordLine() {
    return 0;
  }

  /** Returns the number of skipped blank lines. */
  default long blankLines() {
    return 0;
  }
}
