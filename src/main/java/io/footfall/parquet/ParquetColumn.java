package io.footfall.parquet;

import java.io.Serializable;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;

/**
 * A column.
 *
 * @param name its name
 * @param kind the type of its values
 * @param nullable whether a value may be absent
 */
public record ParquetColumn(String name, Kind kind, boolean nullable) implements Serializable {
  /** Digits of a decimal. */
  public static final int PRECISION = 38;

  /** Digits after the point. */
  public static final int SCALE = 9;

  /** Bytes of a decimal. */
  static final int DECIMAL_BYTES = 16;

  /** The type of a column's values. */
  public enum Kind {
    /** UTF-8. */
    TEXT,
    /** Microseconds since 1970-01-01T00:00:00Z. */
    TIMESTAMP,
    /** {@code DECIMAL(38,9)}, in 16 bytes. */
    DECIMAL,
    /** Days since 1970-01-01. */
    DATE,
    /** 64 bits. */
    INTEGER
  }

  /** Returns a column that has a value in each row. */
  public static ParquetColumn required(String name, Kind kind) {
    return new ParquetColumn(name, kind, false);
  }

  /** Returns a column that accepts null. */
  public static ParquetColumn nullable(String name, Kind kind) {
    return new ParquetColumn(name, kind, true);
  }

  /** Returns the column as in a footer. Old readers use the converted type. */
  SchemaElement element() {
    SchemaElement element = new SchemaElement(name);
    element.setRepetition_type(
        nullable ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
    switch (kind) {
      case TEXT -> {
        element.setType(Type.BYTE_ARRAY);
        element.setConverted_type(ConvertedType.UTF8);
        element.setLogicalType(org.apache.parquet.format.LogicalType.STRING(new StringType()));
      }
      case TIMESTAMP -> {
        element.setType(Type.INT64);
        element.setConverted_type(ConvertedType.TIMESTAMP_MICROS);
        element.setLogicalType(
            org.apache.parquet.format.LogicalType.TIMESTAMP(
                new TimestampType(true, TimeUnit.MICROS(new MicroSeconds()))));
      }
      case DECIMAL -> {
        element.setType(Type.FIXED_LEN_BYTE_ARRAY);
        element.setType_length(DECIMAL_BYTES);
        element.setConverted_type(ConvertedType.DECIMAL);
        element.setScale(SCALE);
        element.setPrecision(PRECISION);
        element.setLogicalType(
            org.apache.parquet.format.LogicalType.DECIMAL(new DecimalType(SCALE, PRECISION)));
      }
      case DATE -> {
        element.setType(Type.INT32);
        element.setConverted_type(ConvertedType.DATE);
        element.setLogicalType(org.apache.parquet.format.LogicalType.DATE(new DateType()));
      }
      case INTEGER -> element.setType(Type.INT64);
    }
    return element;
  }
}
