package io.footfall.transforms.records;

import java.io.Serializable;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * How elements of a type look as rows of a Beam schema: what {@link AddSchema} needs.
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

  /** Returns the element that {@link #toRow} made a row of; equal to it. */
  T fromRow(Row row);
}
