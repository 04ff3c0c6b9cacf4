package io.footfall.dataset;

import io.footfall.parquet.ParquetRows;
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
  /** The column that says when a record happened. */
  String TIMESTAMP = "timestamp";

  /** The column that says with which batch a record came. */
  String BATCH = "batch";

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
    return decimalFault(column, found, DECIMAL);
  }

  /** That a decimal is not what the lake expects of its column. */
  static ValueFault decimalFault(String column, BigDecimal found, String expected) {
    return new ValueFault(
        column,
        expected,
        column
            + " is "
            + Excerpt.of(found.toPlainString(), LONGEST_VALUE)
            + "; the lake takes "
            + expected);
  }

  /**
   * Writes all columns of a record, and ends the row.
   *
   * @param batch the batch that it comes with
   */
  void write(R row, String batch, RowGroupWriter to);

  /**
   * Reads a record that {@link #write} wrote. Decimals are the same numbers, without the zeros at
   * their end: the lake does not know how many there were.
   *
   * @param from at the record
   */
  void read(ParquetRows from, R row);

  /** A decimal of the lake with as few decimals as it needs, and no exponent. */
  static BigDecimal withoutZeros(BigDecimal decimal) {
    BigDecimal plain = decimal.stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }
}
