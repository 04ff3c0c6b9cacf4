package io.footfall.reading;

import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives the fields of the records of one source, one record at a time: of a part of a file, of a
 * message, of the rows of a query. Not thread-safe.
 */
public interface FieldSource {

  /** Returns which field of a record is which column. */
  Layout layout();

  /**
   * Goes to the next record.
   *
   * @param out takes its fields, valid until the next call; undefined if there is a {@link
   *     #fault()}
   * @return false at the end
   */
  boolean next(Fields out);

  /** Returns why the last record could not be cut into fields; null if it could be. */
  @Nullable RejectCode fault();

  /** Returns what was found and what was expected, for a person, if there is a fault. */
  String faultDetail();

  /**
   * Returns whether the last record is the source's header once more, which is no record. Its names
   * may be in another case, or in another order: then {@link #layout} is another one from here on.
   *
   * @param fields the fields of the record
   */
  boolean isRepeatedHeader(Fields fields);

  /**
   * Returns whether the last record, which was cut into fields, has nothing but blanks in them. It
   * counts as a blank line then.
   *
   * @param fields the fields of the record
   */
  default boolean isBlank(Fields fields) {
    return false;
  }

  /** Returns whether the last record takes more than one line, as a quoted field makes it. */
  default boolean spansLines() {
    return false;
  }

  /**
   * Cuts one line of the last record as if it were a record of its own.
   *
   * @param line from 0, which is the line where a quote opens: quotes have no meaning in it
   * @return its fields; empty if it cannot be cut
   * @throws IndexOutOfBoundsException if the record has no such line
   */
  default Optional<Fields> line(int line) {
    throw new IndexOutOfBoundsException(line);
  }

  /** Returns how many lines the last record takes. */
  default int lineCount() {
    return 1;
  }

  /** Returns the last record as it was read, without its line break. */
  byte[] rawRecord();

  /**
   * Returns where the last record starts in the source: its first byte, or the number of its row.
   */
  long recordOffset();

  /** Returns the line of the last record, from 1 on; 0 if it has none. */
  long recordLine();

  /** Returns how many blank lines were passed over. */
  long blankLines();
}
