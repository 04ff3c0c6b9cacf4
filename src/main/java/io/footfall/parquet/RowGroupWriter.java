package io.footfall.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and compresses rows, column by column, into one row group. The columns of a row may come
 * in any order; each is written once, then {@link #endRow} is called. Rows may leave out columns
 * that are only written with {@link #sparseText}.
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
  private String lastText = "";
  private byte[] lastBytes = new byte[ByteSlices.SLACK];
  private int lastLength;
  private long rows;

  /**
   * Creates an empty row group.
   *
   * @param compressor compresses the pages; writers in the same thread can share it
   */
  public RowGroupWriter(ParquetSchema schema, ZstdCompressCtx compressor) {
    this.schema = schema;
    columns =
        schema.columns().stream()
            .map(
                column ->
                    column.kind() == ParquetColumn.Kind.TEXT
                        ? new TextEncoder(column, compressor)
                        : new NumberEncoder(column, compressor))
            .toArray(ColumnEncoder[]::new);
  }

  /** Writes a text as UTF-8. The array must have {@link ByteSlices#SLACK} bytes after it. */
  public void text(int column, byte[] bytes, int from, int to) {
    ((TextEncoder) columns[column]).add(bytes, from, to);
  }

  /** Writes a text of a nullable column; it is absent in the rows since the last text of it. */
  public void sparseText(int column, byte[] bytes, int from, int to) {
    columns[column].absentUpTo(rows);
    text(column, bytes, from, to);
  }

  /** Writes a text that the row before probably had too: the same object. */
  @SuppressWarnings("ReferenceEquality") // Another object with the same text costs time, no more.
  public void text(int column, String text) {
    if (text != lastText) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      lastText = text;
      lastLength = bytes.length;
      lastBytes = Arrays.copyOf(bytes, bytes.length + ByteSlices.SLACK);
    }
    text(column, lastBytes, 0, lastLength);
  }

  /** Writes an integer, or a timestamp in microseconds. */
  public void number(int column, long value) {
    ((NumberEncoder) columns[column]).add(value >> 63, value);
  }

  /** Writes a date in days. */
  public void day(int column, int epochDay) {
    number(column, epochDay);
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
    ((NumberEncoder) columns[column]).add(Math.multiplyHigh(unscaled, power), unscaled * power);
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
   * Completes the row group. The writer cannot be used afterwards.
   *
   * @return the row group, packed for {@link ParquetFileWriter#append}
   */
  public byte[] finish() {
    try {
      ByteArrayOutputStream data = new ByteArrayOutputStream();
      List<ColumnChunk> chunks = new ArrayList<>();
      long plainBytes = 0;
      for (ColumnEncoder column : columns) {
        column.absentUpTo(rows);
        ColumnMetaData meta = column.finish(data);
        plainBytes += meta.getTotal_uncompressed_size();
        ColumnChunk chunk = new ColumnChunk(0);
        chunk.setMeta_data(meta);
        chunks.add(chunk);
      }
      RowGroup group = new RowGroup(chunks, plainBytes, rows);
      group.setTotal_compressed_size(data.size());
      ByteArrayOutputStream footer = new ByteArrayOutputStream();
      ParquetFooter.write(schema, List.of(group), footer);
      ByteOutput packed = new ByteOutput(data.size() + footer.size() + 16);
      packed.writeVarLong(footer.size());
      packed.write(footer.toByteArray());
      packed.write(data.toByteArray());
      return packed.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
