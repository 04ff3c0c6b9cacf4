package io.footfall.transforms.records;

import java.io.Serializable;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Converts elements of a type to rows of a Beam schema and back, for {@link AddSchema}.
 *
 * @param <T> the type
 */
public interface RowForm<T> extends Serializable {
  /** Returns the type of the elements. */
  TypeDescriptor<T> type();

  /** Returns the schema of the rows. */
  Schema schema();

  /** Returns an element as a row of {@link #schema}. */
  Row toRow(T element);

  /** Returns the element of a row, equal to the one that {@link #toRow} converted. */
  T fromRow(Row row);
}
