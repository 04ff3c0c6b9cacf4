package io.footfall.parquet;

import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a file that {@link ParquetFileWriter} wrote, possibly with fewer columns (see
 * {@link ParquetSchema}). One row group is in memory at a time. Not thread-safe.
 */
public final class ParquetRows implements Closeable {
  /** More than any row group of {@link RowGroupWriter} has, whose memory is limited. */
  private static final long MOST_ROWS = 1 << 25;

  private static final int TAIL_BYTES = Integer.BYTES + ParquetFooter.MAGIC.length;

  private final String name;
  private final ParquetSchema schema;
  private final SeekableByteChannel file;
  private final List<RowGroup> groups;
  private final ColumnValues[] columns;
  private final int present;
  private final int lastGroup;
  private int nextGroup;
  private long rowsBefore;
  private int rows;
  private int row = -1;

  /**
   * Opens a file. Closing it closes the channel.
   *
   * @param name for messages
   * @param schema the expected columns
   * @throws IOException if it is not such a file
   */
  public ParquetRows(String name, ParquetSchema schema, SeekableByteChannel file)
      throws IOException {
    this(name, schema, file, 0, Long.MAX_VALUE);
  }

  /**
   * Opens the row groups of a file that start in a range of its bytes. Closing it closes the
   * channel.
   *
   * @param name for messages
   * @param schema the expected columns
   * @param from the first byte of the range
   * @param to one past its last byte
   * @throws IOException if it is not such a file
   */
  public ParquetRows(
      String name, ParquetSchema schema, SeekableByteChannel file, long from, long to)
      throws IOException {
    this.name = name;
    this.schema = schema;
    this.file = file;
    columns = new ColumnValues[schema.columns().size()];
    byte[] tail = read(Math.max(0, file.size() - TAIL_BYTES), TAIL_BYTES);
    ByteBuffer end = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
    int length = end.getInt();
    if (!Arrays.equals(tail, Integer.BYTES, TAIL_BYTES, ParquetFooter.MAGIC, 0, 4)
        || length < 0
        || length > file.size() - TAIL_BYTES) {
      throw new IOException(name + " is not a complete Parquet file: its footer is missing");
    }
    byte[] footer = read(file.size() - TAIL_BYTES - length, length);
    try {
      FileMetaData meta =
          ParquetFooter.read(new ByteArrayInputStream(footer, 0, length), new FileMetaData());
      groups = meta.getRow_groups();
      present = schema.presentIn(meta.getSchema());
      if (present == 0) {
        throw new IOException(
            name
                + " has other columns than "
                + schema.columns().stream().map(ParquetColumn::name).toList());
      }
      while (nextGroup < groups.size() && startOf(groups.get(nextGroup)) < from) {
        rowsBefore += groups.get(nextGroup++).getNum_rows();
      }
      int last = nextGroup;
      while (last < groups.size() && startOf(groups.get(last)) < to) {
        last++;
      }
      lastGroup = last;
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  /** Wraps any exception, because damaged bytes can cause every kind. */
  private IOException damaged(RuntimeException e) {
    return new IOException(name + " is damaged: " + e, e);
  }

  private static long startOf(RowGroup group) {
    return group.getColumns().stream()
        .mapToLong(chunk -> startOf(chunk.getMeta_data()))
        .min()
        .orElse(0);
  }

  private static long startOf(ColumnMetaData meta) {
    return meta.isSetDictionary_page_offset()
        ? meta.getDictionary_page_offset()
        : meta.getData_page_offset();
  }

  /** Returns the number of rows in the file, from its footer. */
  public long total() {
    return groups.stream().mapToLong(RowGroup::getNum_rows).sum();
  }

  private byte[] read(long from, int length) throws IOException {
    byte[] bytes = new byte[length + 2 * ByteSlices.SLACK];
    ByteBuffer into = ByteBuffer.wrap(bytes, 0, length);
    file.position(from);
    while (into.hasRemaining()) {
      if (file.read(into) < 0) {
        throw new EOFException(name + " ends before byte " + (from + length));
      }
    }
    return bytes;
  }

  /** Advances to the next row; returns false after the last one. */
  public boolean next() throws IOException {
    while (++row >= rows) {
      if (nextGroup == lastGroup) {
        return false;
      }
      rowsBefore += rows;
      open(groups.get(nextGroup++));
    }
    return true;
  }

  private void open(RowGroup group) throws IOException {
    if (group.getNum_rows() < 0 || group.getNum_rows() > MOST_ROWS) {
      throw new IOException(name + " is damaged: a row group of " + group.getNum_rows() + " rows");
    }
    rows = (int) group.getNum_rows();
    row = -1;
    try {
      for (int i = present; i < columns.length; i++) {
        columns[i] = ColumnValues.absent(schema.columns().get(i), rows);
      }
      for (int i = 0; i < present; i++) {
        ColumnMetaData meta = group.getColumns().get(i).getMeta_data();
        long from = startOf(meta);
        long length = meta.getTotal_compressed_size();
        if (from < 0 || length < 0 || length > file.size() - from) {
          throw new IOException(name + " is damaged: it ends before column " + i);
        }
        columns[i] =
            ColumnValues.decode(
                schema.columns().get(i), meta, read(from, (int) length), (int) length, rows);
      }
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  /** Returns the number of the row in the file, from 0. */
  public long rowNumber() {
    return rowsBefore + row;
  }

  /** Replaces the value of the current row in a column that is neither a text nor a decimal. */
  public void set(int column, long number) {
    columns[column].set(row, number);
  }

  /** Returns whether a text is this one, byte for byte. */
  public boolean isText(int column, byte[] text) {
    ColumnValues values = columns[column];
    return Arrays.equals(values.bytes(), values.from(row), values.to(row), text, 0, text.length);
  }

  /** Returns whether a value is absent. */
  public boolean isAbsent(int column) {
    return !columns[column].isThere(row);
  }

  /** Returns a text. */
  public String text(int column) {
    ColumnValues values = columns[column];
    return new String(
        values.bytes(),
        values.from(row),
        values.to(row) - values.from(row),
        StandardCharsets.UTF_8);
  }

  /** Appends the bytes of a text. */
  public void appendText(int column, ByteOutput to) {
    ColumnValues values = columns[column];
    to.write(values.bytes(), values.from(row), values.to(row));
  }

  /**
   * Returns an integer, a date in days since 1970-01-01, or a timestamp in microseconds since then.
   */
  public long number(int column) {
    return columns[column].number(row);
  }

  /** Returns a decimal with {@link ParquetColumn#SCALE} decimals. */
  public BigDecimal decimal(int column) {
    long low = columns[column].number(row);
    long high = columns[column].upper(row);
    if (high == low >> 63) {
      return BigDecimal.valueOf(low, ParquetColumn.SCALE);
    }
    byte[] bytes =
        ByteBuffer.allocate(ParquetColumn.DECIMAL_BYTES).putLong(high).putLong(low).array();
    return new BigDecimal(new BigInteger(bytes), ParquetColumn.SCALE);
  }

  /** Returns the columns. */
  public ParquetSchema schema() {
    return schema;
  }

  /** Writes the row to another file of the same columns. */
  public void copyRow(RowGroupWriter to) {
    for (int i = 0; i < columns.length; i++) {
      ColumnValues values = columns[i];
      if (!values.isThere(row)) {
        to.absent(i);
      } else if (schema.columns().get(i).kind() == ParquetColumn.Kind.TEXT) {
        to.text(i, values.bytes(), values.from(row), values.to(row));
      } else if (schema.columns().get(i).kind() == ParquetColumn.Kind.DECIMAL) {
        to.words(i, values.upper(row), values.number(row));
      } else {
        to.number(i, values.number(row));
      }
    }
    to.endRow();
  }

  /** Returns a value in readable form, or null if it is absent. For tests and messages. */
  public @Nullable Object value(int column) {
    if (isAbsent(column)) {
      return null;
    }
    return switch (schema.columns().get(column).kind()) {
      case TEXT -> text(column);
      case DECIMAL -> decimal(column);
      case DATE, INTEGER, TIMESTAMP -> number(column);
    };
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
