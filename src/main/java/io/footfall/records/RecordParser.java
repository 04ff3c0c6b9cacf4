package io.footfall.records;

import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Gives the fields of a record their types: a row, or the reason why not. One per reader, not
 * thread-safe; makes no objects for a good record.
 *
 * @param <R> the row, which is filled anew for each record
 */
public abstract class RecordParser<R> {
  private @Nullable RejectCode code;
  private int column = -1;

  /** For subclasses. */
  protected RecordParser() {}

  /**
   * Sets where the columns are.
   *
   * @param positions for each column of the schema, the index of its field, or -1
   */
  public abstract void locate(int[] positions);

  /**
   * Parses a record.
   *
   * @param row takes the values; its slices point into {@link Fields#bytes}
   * @return false if a value is no good: {@link #code()} and {@link #column()} then say why
   */
  public abstract boolean parse(Fields fields, R row);

  /** Why the last record is no good. */
  public final @Nullable RejectCode code() {
    return code;
  }

  /** The index in the schema of the column that is no good. */
  public final int column() {
    return column;
  }

  /** Notes the reason; returns false. */
  protected final boolean reject(RejectCode why, int schemaColumn) {
    code = why;
    column = schemaColumn;
    return false;
  }
}
