package io.footfall.parquet;

import com.github.luben.zstd.Zstd;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteSlices;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;

/** All values of a column in one row group, decoded. */
final class ColumnValues {
  private static final int WORD_BITS = 8;

  /** Larger than any page that {@link ColumnPages} writes. */
  private static final int MOST_PAGE_BYTES = 1 << 28;

  private final ParquetColumn column;

  /** For each row, the start of a text in {@link #bytes}, or the first word of a number. */
  private long[] first = new long[0];

  private long[] second = first;

  /** Empty, like the slices, as long as all values are absent. */
  private boolean[] there = new boolean[0];

  private final int total;
  private byte[] bytes = new byte[ByteSlices.SLACK];
  private int used;
  private int rows;

  private long[] dictionaryFirst = new long[0];
  private long[] dictionarySecond = new long[0];

  private ColumnValues(ParquetColumn column, int rows) {
    this.column = column;
    total = rows;
  }

  /** Returns a column without values. */
  static ColumnValues absent(ParquetColumn column, int rows) {
    return new ColumnValues(column, rows);
  }

  /**
   * Decodes a column.
   *
   * @param chunk its pages, followed by slack
   * @throws IOException if they were not written by {@link ColumnEncoder}
   */
  static ColumnValues decode(
      ParquetColumn column, ColumnMetaData meta, byte[] chunk, int length, int rows)
      throws IOException {
    if (meta.getCodec() != CompressionCodec.ZSTD) {
      throw new IOException(
          "column " + column.name() + " is compressed as " + meta.getCodec() + "; expected ZSTD");
    }
    // A corrupted row count must not allocate memory.
    if (meta.getNum_values() != rows) {
      throw new IOException(
          "column %s has %s values in %s rows"
              .formatted(column.name(), meta.getNum_values(), rows));
    }
    ColumnValues values = new ColumnValues(column, rows);
    ByteArrayInputStream in = new ByteArrayInputStream(chunk, 0, length);
    while (values.rows < rows) {
      PageHeader header = ParquetFooter.read(in, new PageHeader());
      int from = length - in.available();
      int plainLength = header.getUncompressed_page_size();
      if (plainLength < 0
          || plainLength > MOST_PAGE_BYTES
          || header.getCompressed_page_size() < 0
          || header.getCompressed_page_size() > in.available()) {
        throw new IOException("a page of column " + column.name() + " is damaged");
      }
      byte[] plain = new byte[plainLength + 2 * ByteSlices.SLACK];
      long got =
          Zstd.decompressByteArray(
              plain, 0, plainLength, chunk, from, header.getCompressed_page_size());
      if (got != plainLength) {
        throw new IOException("a page of column " + column.name() + " is damaged");
      }
      in.skipNBytes(header.getCompressed_page_size());
      values.page(header, plain, plainLength);
    }
    return values;
  }

  private void page(PageHeader header, byte[] plain, int length) throws IOException {
    ByteInput in = new ByteInput(plain, 0, length);
    if (header.getType() == PageType.DICTIONARY_PAGE) {
      int distinct = header.getDictionary_page_header().getNum_values();
      if (distinct < 0 || distinct > length) {
        throw new IOException("the dictionary of column " + column.name() + " is damaged");
      }
      dictionaryFirst = new long[distinct];
      dictionarySecond = new long[distinct];
      plain(in, plain, length, distinct, dictionaryFirst, dictionarySecond);
      return;
    }
    if (header.getType() != PageType.DATA_PAGE) {
      throw new IOException("column " + column.name() + " has a page of type " + header.getType());
    }
    DataPageHeader data = header.getData_page_header();
    int count = data.getNum_values();
    if (count < 0 || count > total - rows) {
      throw new IOException("column " + column.name() + " has more values than rows");
    }
    int present = levels(in, count);
    if (data.getEncoding() == Encoding.PLAIN) {
      long[] some = new long[present];
      long[] more = new long[present];
      plain(in, plain, length, present, some, more);
      spread(count, some, more);
    } else if (data.getEncoding() == Encoding.DELTA_BINARY_PACKED) {
      long[] some = new long[present];
      DeltaPacking.decode(in, some);
      spread(count, some, new long[present]);
    } else if (data.getEncoding() == Encoding.RLE_DICTIONARY) {
      int[] numbers = hybrid(in, in.readByte(), present);
      long[] some = new long[present];
      long[] more = new long[present];
      for (int i = 0; i < present; i++) {
        some[i] = dictionaryFirst[numbers[i]];
        more[i] = dictionarySecond[numbers[i]];
      }
      spread(count, some, more);
    } else {
      throw new IOException("column " + column.name() + " is encoded as " + data.getEncoding());
    }
    rows += count;
  }

  /** Assigns the values of a page to the rows that have one. */
  private void spread(int count, long[] some, long[] more) {
    int next = 0;
    for (int row = rows; some.length > 0 && row < rows + count; row++) {
      if (there[row]) {
        first[row] = some[next];
        second[row] = more[next++];
      }
    }
  }

  /** Finds which rows have a value, and returns their number. */
  private int levels(ByteInput in, int count) {
    if (!column.nullable()) {
      allocate();
      Arrays.fill(there, rows, rows + count, true);
      return count;
    }
    int length = in.readInt();
    int end = in.position() + length;
    int[] levels = hybrid(new ByteInput(in.array(), in.position(), end), 1, count);
    in.readSlice(length);
    int present = Arrays.stream(levels).sum();
    if (present > 0) {
      allocate();
    }
    for (int i = 0; present > 0 && i < count; i++) {
      there[rows + i] = levels[i] == 1;
    }
    return present;
  }

  private void allocate() {
    if (there.length < total) {
      first = new long[total];
      second = new long[total];
      there = new boolean[total];
    }
  }

  /** Decodes Parquet's hybrid of run-length encoding and bit packing. */
  private static int[] hybrid(ByteInput in, int width, int count) {
    int[] numbers = new int[count];
    int at = 0;
    while (at < count) {
      int head = in.readVarInt();
      if ((head & 1) == 0) {
        int number = 0;
        for (int i = 0; i < (width + WORD_BITS - 1) / WORD_BITS; i++) {
          number |= (in.readByte() & 0xFF) << (WORD_BITS * i);
        }
        int to = Math.min(count, at + (head >>> 1));
        Arrays.fill(numbers, at, to, number);
        at = to;
        continue;
      }
      int inRun = (head >>> 1) * WORD_BITS;
      long bits = 0;
      int filled = 0;
      for (int i = 0; i < inRun; i++) {
        while (filled < width) {
          bits |= (in.readByte() & 0xFFL) << filled;
          filled += WORD_BITS;
        }
        if (at < count) {
          numbers[at++] = (int) (bits & (1L << width) - 1);
        }
        bits >>>= width;
        filled -= width;
      }
    }
    return numbers;
  }

  private void plain(ByteInput in, byte[] page, int length, int count, long[] some, long[] more) {
    if (column.kind() == ParquetColumn.Kind.TEXT) {
      int base = used;
      int size = length - in.position();
      if (bytes.length < used + size + ByteSlices.SLACK) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, used + size + ByteSlices.SLACK));
      }
      System.arraycopy(page, in.position(), bytes, used, size);
      int start = in.position();
      used += size;
      for (int i = 0; i < count; i++) {
        int textLength = in.readInt();
        int from = in.readSlice(textLength) - start + base;
        some[i] = from;
        more[i] = from + (long) textLength;
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      switch (column.kind()) {
        case DATE -> some[i] = in.readInt();
        case DECIMAL -> {
          more[i] = Long.reverseBytes(in.readLong());
          some[i] = Long.reverseBytes(in.readLong());
        }
        case INTEGER, TIMESTAMP -> some[i] = in.readLong();
        case TEXT -> throw new IllegalStateException("a text is not a number");
      }
    }
  }

  boolean isThere(int row) {
    return there.length > 0 && there[row];
  }

  byte[] bytes() {
    return bytes;
  }

  int from(int row) {
    return (int) first[row];
  }

  int to(int row) {
    return (int) second[row];
  }

  long number(int row) {
    return first[row];
  }

  void set(int row, long number) {
    first[row] = number;
  }

  long upper(int row) {
    return second[row];
  }
}
