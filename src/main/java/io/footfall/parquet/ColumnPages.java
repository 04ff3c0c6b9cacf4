package io.footfall.parquet;

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
  private final ParquetColumn column;
  private final ZstdCompressCtx compressor;
  private final ByteArrayOutputStream dataPages = new ByteArrayOutputStream(1 << 10);
  private final ByteArrayOutputStream dictionaryPage = new ByteArrayOutputStream(0);
  private final Set<Encoding> encodings = EnumSet.of(Encoding.RLE);
  private byte[] compressed = new byte[1 << 10];
  private long values;
  private long plainBytes;

  ColumnPages(ParquetColumn column, ZstdCompressCtx compressor) {
    this.column = column;
    // With a checksum, every reader notices a damaged page.
    this.compressor = compressor.setChecksum(true);
  }

  /** Adds a page. */
  void addData(ByteOutput page, int rows, Encoding encoding) {
    PageHeader header = new PageHeader(PageType.DATA_PAGE, page.size(), compress(page));
    header.setData_page_header(new DataPageHeader(rows, encoding, Encoding.RLE, Encoding.RLE));
    write(header, dataPages);
    values += rows;
    encodings.add(encoding);
  }

  /** Sets the values that pages refer to by their number. */
  void setDictionary(ByteOutput page, int distinct) {
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, page.size(), compress(page));
    header.setDictionary_page_header(new DictionaryPageHeader(distinct, Encoding.PLAIN));
    write(header, dictionaryPage);
    encodings.add(Encoding.PLAIN);
  }

  private int compress(ByteOutput page) {
    int most = (int) com.github.luben.zstd.Zstd.compressBound(page.size());
    if (compressed.length < most) {
      compressed = new byte[most];
    }
    return compressor.compressByteArray(
        compressed, 0, compressed.length, page.array(), 0, page.size());
  }

  private void write(PageHeader header, ByteArrayOutputStream to) {
    try {
      int before = to.size();
      Util.writePageHeader(header, to);
      plainBytes += to.size() - before + header.getUncompressed_page_size();
      to.write(compressed, 0, header.getCompressed_page_size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the number of bytes held. */
  int size() {
    return dataPages.size() + dictionaryPage.size();
  }

  /**
   * Appends the pages.
   *
   * @param bounds the smallest and the largest value, and the number of absent values
   * @return their description for the footer, with offsets from the start of {@code to}
   */
  ColumnMetaData appendTo(ByteArrayOutputStream to, Bounds bounds) {
    long start = to.size();
    ColumnMetaData meta =
        new ColumnMetaData(
            column.element().getType(),
            List.copyOf(encodings),
            new ArrayList<>(List.of(column.name())),
            CompressionCodec.ZSTD,
            values,
            plainBytes,
            size(),
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
    to.writeBytes(dictionaryPage.toByteArray());
    to.writeBytes(dataPages.toByteArray());
    return meta;
  }

  /**
   * The statistics by which a reader can skip a row group.
   *
   * @param min a value that no value is below, or null if unknown
   * @param isMinExact whether the column has this value
   * @param max a value that no value is above, or null if unknown
   * @param isMaxExact whether the column has this value
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
     * Returns a short text above a long one: its start, with one character replaced by the next.
     */
    private static @Nullable ByteBuffer above(byte[] text) {
      for (int last = LONGEST - 1; last >= 0; last--) {
        if (text[last] >= 0 && text[last] < LAST_ASCII) {
          byte[] next = Arrays.copyOf(text, last + 1);
          next[last]++;
          return ByteBuffer.wrap(next);
        }
      }
      return null; // only other characters than ASCII
    }
  }
}
