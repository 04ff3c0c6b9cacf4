package io.footfall.pipelines.query;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes an answer, row by row. */
public interface RowSink {
  /** The columns, once, before any row. */
  void columns(List<QueryColumn> columns) throws IOException;

  /**
   * A row.
   *
   * @param values texts, booleans, {@code Long}, {@code BigDecimal} (decimals, and integers that
   *     are longer), {@code Double}, {@code LocalDate}, {@code LocalTime}, {@code LocalDateTime},
   *     {@code OffsetDateTime}; whatever else there is as the text that the database has for it
   * @return whether more rows are wanted
   */
  boolean row(List<@Nullable Object> values) throws IOException;

  /** Says that there are no more rows. It is not called if the answer fails. */
  default void end() throws IOException {}
}
