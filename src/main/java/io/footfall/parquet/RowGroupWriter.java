package io.footfall.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and compresses rows, column by column, into one row group. Between the columns of a row
 * any order will do; each column of a row is written once, then {@link #endRow} is called.
 *
 * <p>Not thread-safe.
 */
public final class RowGroupWriter {
  private static final int PAGE_BYTES = 1 << 20;
  private static final int DICTIONARY_BYTES = 1 << 20;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long[] POWERS = new long[ParquetColumn.SCALE + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
  }

  private final ParquetSchema schema;
  private final List<EncodedPages> pages = new ArrayList<>();
  private final ColumnWriteStore store;
  private final ColumnWriter[] columns;
  private final int[] present;
  private String lastText = "";
  private Binary lastBytes = Binary.EMPTY;
  private long rows;

  /**
   * A row group without rows.
   *
   * @param compressor compresses its pages; it may be that of others in the same thread
   */
  public RowGroupWriter(ParquetSchema schema, ZstdCompressCtx compressor) {
    this.schema = schema;
    MessageType type = schema.messageType();
    ParquetProperties.Builder properties =
        ParquetProperties.builder()
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .withPageSize(PAGE_BYTES)
            .withPageRowCountLimit(Integer.MAX_VALUE)
            .withDictionaryPageSize(DICTIONARY_BYTES)
            .withSizeStatisticsEnabled(false);
    for (ParquetColumn column : schema.columns()) {
      // Bounds are of use where readers leave out what is not asked for: in time.
      boolean time =
          column.kind() == ParquetColumn.Kind.TIMESTAMP || column.kind() == ParquetColumn.Kind.DATE;
      properties.withStatisticsEnabled(column.name(), time);
      if (column.kind() == ParquetColumn.Kind.TIMESTAMP) {
        properties.withDictionaryEncoding(column.name(), false);
      }
    }
    List<ColumnDescriptor> descriptors = type.getColumns();
    for (ParquetColumn column : schema.columns()) {
      pages.add(new EncodedPages(column, compressor));
    }
    store =
        properties
            .build()
            .newColumnWriteStore(
                type, descriptor -> (PageWriter) pages.get(descriptors.indexOf(descriptor)));
    columns = descriptors.stream().map(store::getColumnWriter).toArray(ColumnWriter[]::new);
    present = descriptors.stream().mapToInt(ColumnDescriptor::getMaxDefinitionLevel).toArray();
  }

  /** Writes a text, as UTF-8. */
  public void text(int column, byte[] bytes, int from, int to) {
    columns[column].write(Binary.fromReusedByteArray(bytes, from, to - from), 0, present[column]);
  }

  /** Writes a text that the row before probably had too: the same object. */
  @SuppressWarnings("ReferenceEquality") // Another object with the same text costs time, no more.
  public void text(int column, String text) {
    if (text != lastText) {
      lastText = text;
      lastBytes = Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8));
    }
    columns[column].write(lastBytes, 0, present[column]);
  }

  /** Writes an integer, or a timestamp in microseconds. */
  public void number(int column, long value) {
    columns[column].write(value, 0, present[column]);
  }

  /** Writes a date in days. */
  public void day(int column, int epochDay) {
    columns[column].write(epochDay, 0, present[column]);
  }

  /**
   * Whether a decimal fits into {@code DECIMAL(38,9)}.
   *
   * @param big the decimal, if {@code unscaled / 10^scale} is not
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
   * @param big the decimal, if {@code unscaled / 10^scale} is not
   */
  public void decimal(int column, long unscaled, int scale, @Nullable BigDecimal big) {
    if (big != null || scale > ParquetColumn.SCALE) {
      decimal(column, big == null ? BigDecimal.valueOf(unscaled, scale) : big);
      return;
    }
    long power = POWERS[ParquetColumn.SCALE - scale];
    long low = unscaled * power;
    long high = Math.multiplyHigh(unscaled, power);
    byte[] bytes = new byte[ParquetColumn.DECIMAL_BYTES];
    LONGS.set(bytes, 0, high);
    LONGS.set(bytes, Long.BYTES, low);
    columns[column].write(Binary.fromConstantByteArray(bytes), 0, present[column]);
  }

  private void decimal(int column, BigDecimal value) {
    byte[] digits = value.setScale(ParquetColumn.SCALE).unscaledValue().toByteArray();
    byte[] bytes = new byte[ParquetColumn.DECIMAL_BYTES];
    Arrays.fill(bytes, 0, bytes.length - digits.length, (byte) (digits[0] >> 7));
    System.arraycopy(digits, 0, bytes, bytes.length - digits.length, digits.length);
    columns[column].write(Binary.fromConstantByteArray(bytes), 0, present[column]);
  }

  /** Writes that there is no value. */
  public void absent(int column) {
    columns[column].writeNull(0, 0);
  }

  /** Ends a row. */
  public void endRow() {
    store.endRecord();
    rows++;
  }

  /** How many rows there are. */
  public long rows() {
    return rows;
  }

  /** About how many bytes are held. */
  public long memory() {
    return store.getAllocatedSize();
  }

  /**
   * Ends the row group. The writer is of no use afterwards.
   *
   * @return it, packed for {@link ParquetFileWriter#append}
   */
  public byte[] finish() {
    try {
      store.flush();
      ByteArrayOutputStream data = new ByteArrayOutputStream();
      List<ColumnChunk> chunks = new ArrayList<>();
      long plainBytes = 0;
      for (EncodedPages each : pages) {
        ColumnMetaData meta = each.appendTo(data);
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
    } finally {
      store.close();
    }
  }
}
