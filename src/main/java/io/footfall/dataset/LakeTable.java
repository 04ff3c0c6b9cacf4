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
 * The table of a dataset in the lake: its columns, and the conversion of records.
 *
 * @param <R> the row
 */
public interface LakeTable<R> extends Serializable {
  /** The column with the event time of a record. */
  String TIMESTAMP = "timestamp";

  /** The column with the batch of a record. */
  String BATCH = "batch";

  /** Describes which decimals the lake accepts. */
  String DECIMAL = "at most 29 digits before the point and 9 after it";

  /** Maximum number of characters of a value in a message. */
  int LONGEST_VALUE = 100;

  /** Returns the columns of the files. */
  ParquetSchema schema();

  /** Returns the day of a record, in days since 1970-01-01. It determines the partition. */
  int epochDay(R row);

  /** Returns the event time in microseconds since the epoch. */
  long epochMicros(R row);

  /**
   * Returns the fault of a valid record that the lake cannot store because a number has too many
   * digits; null if it can.
   */
  @Nullable ValueFault fault(R row);

  /** Returns the fault of a decimal that is too long for the lake. */
  static ValueFault decimalFault(String column, BigDecimal found) {
    return decimalFault(column, found, DECIMAL);
  }

  /** Returns the fault of a decimal that does not fit its column of the lake. */
  static ValueFault decimalFault(String column, BigDecimal found, String expected) {
    return new ValueFault(
        column,
        expected,
        column
            + " is "
            + Excerpt.of(found.toPlainString(), LONGEST_VALUE)
            + "; the lake accepts "
            + expected);
  }

  /**
   * Writes all columns of a record, and ends the row.
   *
   * @param batch the ID of its batch
   */
  void write(R row, String batch, RowGroupWriter to);

  /**
   * Reads a record that {@link #write} wrote. Decimals have no trailing zeros, because the lake
   * does not store their original scale.
   *
   * @param from positioned at the record
   */
  void read(ParquetRows from, R row);

  /** Returns a decimal of the lake without trailing zeros and without an exponent. */
  static BigDecimal withoutZeros(BigDecimal decimal) {
    BigDecimal plain = decimal.stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }
}
