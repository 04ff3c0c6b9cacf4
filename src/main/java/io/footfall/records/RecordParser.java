package io.footfall.records;

import io.footfall.accounting.Observations;
import io.footfall.bytes.ByteOutput;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Parses the fields of a record into a row, or explains why they are invalid. Use one instance per
 * reader. Not thread-safe; creates no objects for a valid record.
 *
 * @param <R> the row, which is reused for each record
 */
public abstract class RecordParser<R> {
  private final ReadSettings settings;
  private final RecordSchema schema;
  private final @Nullable RecordFilter filter;
  private final @Nullable RecordKey key;
  private final Observations observations = new Observations();
  private @Nullable RejectCode code;
  private int column = -1;

  /**
   * Creates the common part of a parser.
   *
   * @param schema the columns of the dataset
   */
  protected RecordParser(RecordSchema schema, ReadSettings settings) {
    this.settings = settings;
    this.schema = schema.with(settings);
    filter = RecordFilter.of(this.schema, settings);
    key = RecordKey.of(this.schema, settings);
  }

  /**
   * Sets the positions of the columns.
   *
   * @param positions for each column of the schema with its further columns, the index of its
   *     field, or -1
   */
  public final void locate(int[] positions) {
    if (filter != null) {
      filter.locate(positions);
    }
    if (key != null) {
      key.locate(positions);
    }
    place(positions);
  }

  /** Sets the positions of the dataset's columns, for {@link #locate}. */
  protected abstract void place(int[] positions);

  /**
   * Parses a record.
   *
   * @param row receives the values; its slices refer to {@link Fields#bytes}
   * @return false if the record is not to be counted: either it {@link #isSkipped}, or {@link
   *     #code()} and {@link #column()} return why it is invalid
   */
  public final boolean parse(Fields fields, R row) {
    if (filter != null && !filter.accepts(fields)) {
      code = null;
      return false;
    }
    return read(fields, row);
  }

  /** Returns whether a record meets the conditions of the settings, without parsing it. */
  public final boolean accepts(Fields fields) {
    return filter == null || filter.accepts(fields);
  }

  /** Parses the values of a record, like {@link #parse}. */
  protected abstract boolean read(Fields fields, R row);

  /** Returns whether a condition excluded the last record. */
  public final boolean isSkipped() {
    return code == null;
  }

  /** Returns why the last record is invalid; null if it was skipped. */
  public final @Nullable RejectCode code() {
    return code;
  }

  /** Returns the schema index of the invalid column. */
  public final int column() {
    return column;
  }

  /** Returns the columns of the dataset and those that the settings add. */
  public final RecordSchema schema() {
    return schema;
  }

  /** Returns the observations since the last {@code clear}. */
  public final Observations observations() {
    return observations;
  }

  /**
   * Returns whether records are identified by columns of the user's choice, which {@link
   * #appendKey} writes.
   */
  public final boolean hasKey() {
    return key != null;
  }

  /**
   * Writes the columns that identify a record.
   *
   * @return false, without writing, if all of them are empty: the record is never a duplicate
   */
  public final boolean appendKey(Fields fields, ByteOutput out) {
    return key != null && key.append(fields, out);
  }

  /**
   * Returns advice on the option that accepts the rejected value of the last record; may be empty.
   */
  final String advice(String value) {
    return code == null ? "" : advice(code, column, value);
  }

  /** Returns advice on the option that accepts a rejected value; may be empty. */
  protected String advice(RejectCode why, int schemaColumn, String value) {
    return why == RejectCode.INVALID_TIMESTAMP ? settings.values().timestamps().advice(value) : "";
  }

  /** Records the reason and returns false. */
  protected final boolean reject(RejectCode why, int schemaColumn) {
    code = why;
    column = schemaColumn;
    return false;
  }

  static String text(Fields fields, int field) {
    return new String(
        fields.bytes,
        fields.from[field],
        fields.to[field] - fields.from[field],
        StandardCharsets.UTF_8);
  }
}
