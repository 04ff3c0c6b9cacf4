package io.footfall.pipelines.query;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Receives the rows of a result. */
public interface RowSink {
  /** Receives the columns, once, before the first row. */
  void columns(List<QueryColumn> columns) throws IOException;

  /**
   * Receives a row.
   *
   * @param values texts, booleans, {@code Long}, {@code BigDecimal} (decimals and larger integers),
   *     {@code Double}, {@code LocalDate}, {@code LocalTime}, {@code LocalDateTime}, {@code
   *     OffsetDateTime}; other types as the text of the database
   * @return whether more rows are wanted
   */
  boolean row(List<@Nullable Object> values) throws IOException;

  /**
   * Receives the number of rows that a statement without a result has written, such as {@code
   * COPY}.
   */
  default void written(long rows) throws IOException {}

  /** Finishes the result. Not called if the query fails. */
  default void end() throws IOException {}
}
