package io.footfall.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** The pages of one column of a row group, compressed, each with its header. */
final class ColumnPages {
  /** More than any page header needs. */
  private static final int HEADER_BYTES = 128;

  private final ParquetColumn column;
  private final ZstdCompressCtx compressor;
  private final ByteOutput dataPages = new ByteOutput(0);
  private final ByteOutput dictionaryPage = new ByteOutput(0);
  private final Set<Encoding> encodings = EnumSet.of(Encoding.RLE);
  private long values;
  private long plainBytes;

  ColumnPages(ParquetColumn column, ZstdCompressCtx compressor) {
    this.column = column;
    // With a checksum, every reader notices a damaged page.
    this.compressor = compressor.setChecksum(true);
  }

  void addData(ByteOutput page, int rows, Encoding encoding) {
    PageHeader header = new PageHeader(PageType.DATA_PAGE, page.size(), 0);
    header.setData_page_header(new DataPageHeader(rows, encoding, Encoding.RLE, Encoding.RLE));
    write(header, page, dataPages);
    values += rows;
    encodings.add(encoding);
  }

  /** Sets the page of dictionary values, to which the data pages refer. */
  void setDictionary(ByteOutput page, int distinct) {
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, page.size(), 0);
    header.setDictionary_page_header(new DictionaryPageHeader(distinct, Encoding.PLAIN));
    write(header, page, dictionaryPage);
    encodings.add(Encoding.PLAIN);
  }

  /** Compresses a page after the space reserved for its header, then closes the gap. */
  private void write(PageHeader header, ByteOutput page, ByteOutput to) {
    int before = to.size();
    int most = Math.toIntExact(Zstd.compressBound(page.size()));
    to.ensure(HEADER_BYTES + most);
    int compressed =
        compressor.compressByteArray(
            to.array(), before + HEADER_BYTES, most, page.array(), 0, page.size());
    header.setCompressed_page_size(compressed);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(HEADER_BYTES);
    try {
      Util.writePageHeader(header, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    to.write(bytes.toByteArray());
    plainBytes += to.size() - before + page.size();
    System.arraycopy(to.array(), before + HEADER_BYTES, to.array(), to.size(), compressed);
    to.advance(compressed);
  }

  /** Returns the size of the arrays in bytes. */
  int memory() {
    return dataPages.array().length + dictionaryPage.array().length;
  }

  /**
   * Returns the description of the pages for the footer.
   *
   * @param start the offset at which they begin
   * @param bounds the smallest and the largest value, and the number of absent values
   */
  ColumnMetaData describe(long start, Bounds bounds) {
    ColumnMetaData meta =
        new ColumnMetaData(
            column.element().getType(),
            List.copyOf(encodings),
            new ArrayList<>(List.of(column.name())),
            CompressionCodec.ZSTD,
            values,
            plainBytes,
            dictionaryPage.size() + dataPages.size(),
            start + dictionaryPage.size());
    if (dictionaryPage.size() > 0) {
      meta.setDictionary_page_offset(start);
    }
    Statistics statistics = new Statistics();
    statistics.setNull_count(bounds.absent());
    if (bounds.min() != null) {
      statistics.setMin_value(bounds.min());
      statistics.setIs_min_value_exact(bounds.isMinExact());
    }
    if (bounds.max() != null) {
      statistics.setMax_value(bounds.max());
      statistics.setIs_max_value_exact(bounds.isMaxExact());
    }
    meta.setStatistics(statistics);
    return meta;
  }

  /** Appends the pages, and drops them. */
  void moveTo(ByteOutput to) {
    to.write(dictionaryPage.array(), 0, dictionaryPage.size());
    to.write(dataPages.array(), 0, dataPages.size());
    dictionaryPage.reset();
    dataPages.reset();
    encodings.clear();
    encodings.add(Encoding.RLE);
    values = 0;
    plainBytes = 0;
  }

  /**
   * The statistics by which a reader can skip a row group.
   *
   * @param min a lower bound of the values, or null if unknown
   * @param isMinExact whether the lower bound is a value of the column
   * @param max an upper bound of the values, or null if unknown
   * @param isMaxExact whether the upper bound is a value of the column
   * @param absent the number of absent values
   */
  record Bounds(
      @Nullable ByteBuffer min,
      boolean isMinExact,
      @Nullable ByteBuffer max,
      boolean isMaxExact,
      long absent) {
    /** The longest bound of a text: long enough to tell URLs apart, and small in the footer. */
    private static final int LONGEST = 64;

    private static final int LAST_ASCII = 0x7E;

    static Bounds unknown(long absent) {
      return new Bounds(null, false, null, false, absent);
    }

    static Bounds exactly(ByteBuffer min, ByteBuffer max, long absent) {
      return new Bounds(min, true, max, true, absent);
    }

    /** Returns the bounds of texts, shortened if they are long. */
    static Bounds ofText(byte[] min, byte[] max, long absent) {
      return new Bounds(
          ByteBuffer.wrap(min.length <= LONGEST ? min : Arrays.copyOf(min, characters(min))),
          min.length <= LONGEST,
          max.length <= LONGEST ? ByteBuffer.wrap(max) : above(max),
          max.length <= LONGEST,
          absent);
    }

    /** Returns a length of at most {@link #LONGEST} that does not split a character of UTF-8. */
    private static int characters(byte[] text) {
      int length = LONGEST;
      while (length > 0 && (text[length] & 0xC0) == 0x80) {
        length--;
      }
      return length;
    }

    /**
     * Returns a short text that sorts after a long one: its start, with one character replaced by
     * the next.
     */
    private static @Nullable ByteBuffer above(byte[] text) {
      for (int last = LONGEST - 1; last >= 0; last--) {
        if (text[last] >= 0 && text[last] < LAST_ASCII) {
          byte[] next = Arrays.copyOf(text, last + 1);
          next[last]++;
          return ByteBuffer.wrap(next);
        }
      }
      return null; // Only non-ASCII characters.
    }
  }
}
