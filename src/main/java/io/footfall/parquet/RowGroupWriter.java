package io.footfall.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and compresses rows, column by column, into one row group. The columns of a row may come
 * in any order; each is written once, then {@link #endRow} is called. Rows may leave out columns
 * that are only written with {@link #sparseText}. Once a row group is finished, the next one can be
 * written.
 *
 * <p>Not thread-safe.
 */
public final class RowGroupWriter {
  private static final long[] POWERS = new long[ParquetColumn.SCALE + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

  private final ParquetSchema schema;
  private final ColumnEncoder[] columns;
  private long rows;

  /**
   * Creates an empty row group.
   *
   * @param compressor compresses the pages; writers in the same thread can share it
   */
  public RowGroupWriter(ParquetSchema schema, ZstdCompressCtx compressor) {
    this.schema = schema;
    ByteOutput page = new ByteOutput();
    columns =
        schema.columns().stream()
            .map(
                column ->
                    column.kind() == ParquetColumn.Kind.TEXT
                        ? new TextEncoder(column, compressor, page)
                        : new NumberEncoder(column, compressor, page))
            .toArray(ColumnEncoder[]::new);
  }

  /** Writes a text as UTF-8. The array must have {@link ByteSlices#SLACK} bytes after it. */
  public void text(int column, byte[] bytes, int from, int to) {
    ((TextEncoder) columns[column]).add(bytes, from, to);
  }

  /** Writes a text of a nullable column, which is absent in all rows since its previous text. */
  public void sparseText(int column, byte[] bytes, int from, int to) {
    columns[column].fillUpTo(rows);
    text(column, bytes, from, to);
  }

  /**
   * Writes a text that most rows have in common. A column must be written either always or never
   * with this method. Costs almost nothing if the previous row has the same object.
   */
  public void text(int column, String text) {
    ((TextEncoder) columns[column]).fill(rows, text);
  }

  /** Writes an integer, or a timestamp in microseconds. */
  public void number(int column, long value) {
    ((NumberEncoder) columns[column]).add(value);
  }

  /**
   * Writes a date in days that most rows have in common. A column must be written either always or
   * never with this method. Costs almost nothing if the previous row has the same date.
   */
  public void day(int column, int epochDay) {
    ((NumberEncoder) columns[column]).fill(rows, epochDay);
  }

  /**
   * Returns whether a decimal fits into {@code DECIMAL(38,9)}.
   *
   * @param big the decimal, or null if it is {@code unscaled / 10^scale}
   */
  public static boolean fits(long unscaled, int scale, @Nullable BigDecimal big) {
    if (big == null && scale <= ParquetColumn.SCALE) {
      return true; // A long has 19 digits.
    }
    BigDecimal plain =
        (big == null ? BigDecimal.valueOf(unscaled, scale) : big).stripTrailingZeros();
    return plain.scale() <= ParquetColumn.SCALE
        && plain.precision() - plain.scale() <= ParquetColumn.PRECISION - ParquetColumn.SCALE;
  }

  /**
   * Writes a decimal that fits.
   *
   * @param big the decimal, or null if it is {@code unscaled / 10^scale}
   */
  public void decimal(int column, long unscaled, int scale, @Nullable BigDecimal big) {
    if (big != null || scale > ParquetColumn.SCALE) {
      decimal(column, big == null ? BigDecimal.valueOf(unscaled, scale) : big);
      return;
    }
    long power = POWERS[ParquetColumn.SCALE - scale];
    if (unscaled == (int) unscaled) {
      // The product fits in a long, and C1 has no intrinsic for multiplyHigh.
      ((NumberEncoder) columns[column]).add(unscaled * power);
    } else {
      ((NumberEncoder) columns[column]).add(Math.multiplyHigh(unscaled, power), unscaled * power);
    }
  }

  private void decimal(int column, BigDecimal value) {
    BigInteger unscaled = value.setScale(ParquetColumn.SCALE).unscaledValue();
    ((NumberEncoder) columns[column])
        .add(unscaled.shiftRight(Long.SIZE).longValue(), unscaled.longValue());
  }

  /** Writes the 128 bits of a decimal. */
  void words(int column, long high, long low) {
    ((NumberEncoder) columns[column]).add(high, low);
  }

  /** Writes an absent value. */
  public void absent(int column) {
    columns[column].absent();
  }

  /** Ends a row. */
  public void endRow() {
    rows++;
  }

  /** Returns the number of rows. */
  public long rows() {
    return rows;
  }

  /** Returns the approximate number of bytes held. */
  public long memory() {
    long memory = 0;
    for (ColumnEncoder column : columns) {
      memory += column.memory();
    }
    return memory;
  }

  /**
   * Completes the row group. The writer is empty afterwards, and keeps its memory for the next one.
   *
   * @param to receives the row group, packed for {@link ParquetFileWriter#append} and followed by
   *     slack
   */
  public void finish(ByteOutput to) {
    List<ColumnChunk> chunks = new ArrayList<>();
    long bytes = 0;
    long plainBytes = 0;
    for (ColumnEncoder column : columns) {
      column.fillUpTo(rows);
      ColumnMetaData meta = column.finish(bytes);
      bytes += meta.getTotal_compressed_size();
      plainBytes += meta.getTotal_uncompressed_size();
      ColumnChunk chunk = new ColumnChunk(0);
      chunk.setMeta_data(meta);
      chunks.add(chunk);
    }
    RowGroup group = new RowGroup(chunks, plainBytes, rows);
    group.setTotal_compressed_size(bytes);
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    try {
      ParquetFooter.write(schema, List.of(group), footer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    to.writeVarLong(footer.size());
    to.ensure(Math.toIntExact(footer.size() + bytes + 2 * ByteSlices.SLACK));
    to.write(footer.toByteArray());
    for (ColumnEncoder column : columns) {
      column.moveTo(to);
    }
    rows = 0;
  }
}
