package io.footfall.lake;

import io.footfall.parquet.ParquetSchema;
import io.footfall.parquet.RowGroupWriter;
import io.footfall.records.Excerpt;
import io.footfall.records.ValueFault;
import java.io.Serializable;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What of a dataset's records the lake keeps, and how.
 *
 * @param <R> the row
 */
public interface LakeTable<R> extends Serializable {
  /** What decimals must be to be kept, in words. */
  String DECIMAL = "at most 29 digits before the point and 9 after it";

  /** How much of a value a message shows. */
  int LONGEST_VALUE = 100;

  /** The columns of the files. */
  ParquetSchema schema();

  /** The day of a record, in days since 1970-01-01: which folder it goes to. */
  int epochDay(R row);

  /** When the record happened, in microseconds since the epoch. */
  long epochMicros(R row);

  /** Why the lake cannot keep a record: of a good record a number that is too long. */
  @Nullable ValueFault fault(R row);

  /** That a decimal is too long for the lake. */
  static ValueFault decimalFault(String column, BigDecimal found) {
    return new ValueFault(
        column,
        DECIMAL,
        column
            + " is "
            + Excerpt.of(found.toPlainString(), LONGEST_VALUE)
            + "; the lake takes "
            + DECIMAL);
  }

  /**
   * Writes all columns of a record, and ends the row.
   *
   * @param batch the batch that it comes with
   */
  void write(R row, String batch, RowGroupWriter to);
}
