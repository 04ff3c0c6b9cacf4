package io.footfall.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** The pages of one column of a row group, compressed, each with its header. */
final class EncodedPages implements PageWriter {
  private static final int LONGEST_BOUND = 64;

  private final ParquetColumn column;
  private final ZstdCompressCtx compressor;
  private final ByteArrayOutputStream dataPages = new ByteArrayOutputStream();
  private final ByteArrayOutputStream dictionaryPage = new ByteArrayOutputStream();
  private final Set<Encoding> encodings = EnumSet.noneOf(Encoding.class);
  private long values;
  private long plainBytes;
  private @Nullable Statistics<?> statistics;

  EncodedPages(ParquetColumn column, ZstdCompressCtx compressor) {
    this.column = column;
    this.compressor = compressor;
  }

  @Override
  @SuppressWarnings("deprecation") // It must be there; no one calls it.
  public void writePage(
      BytesInput bytes,
      int valueCount,
      Statistics<?> pageStatistics,
      Encoding rlEncoding,
      Encoding dlEncoding,
      Encoding valuesEncoding)
      throws IOException {
    writePage(
        bytes, valueCount, valueCount, pageStatistics, rlEncoding, dlEncoding, valuesEncoding);
  }

  @Override
  public void writePage(
      BytesInput bytes,
      int valueCount,
      int rowCount,
      Statistics<?> pageStatistics,
      Encoding rlEncoding,
      Encoding dlEncoding,
      Encoding valuesEncoding)
      throws IOException {
    byte[] plain = bytesOf(bytes);
    byte[] compressed = compressor.compress(plain);
    PageHeader header = new PageHeader(PageType.DATA_PAGE, plain.length, compressed.length);
    header.setData_page_header(
        new DataPageHeader(
            valueCount, format(valuesEncoding), format(dlEncoding), format(rlEncoding)));
    write(header, plain.length, compressed, dataPages);
    values += valueCount;
    encodings.addAll(List.of(rlEncoding, dlEncoding, valuesEncoding));
    if (statistics == null) {
      statistics = pageStatistics.copy();
    } else {
      statistics.mergeStatistics(pageStatistics);
    }
  }

  @Override
  public void writePage(
      BytesInput bytes,
      int valueCount,
      int rowCount,
      Statistics<?> pageStatistics,
      SizeStatistics sizes,
      Encoding rlEncoding,
      Encoding dlEncoding,
      Encoding valuesEncoding)
      throws IOException {
    writePage(bytes, valueCount, rowCount, pageStatistics, rlEncoding, dlEncoding, valuesEncoding);
  }

  @Override
  public void writePageV2(
      int rowCount,
      int nullCount,
      int valueCount,
      BytesInput repetitionLevels,
      BytesInput definitionLevels,
      Encoding dataEncoding,
      BytesInput data,
      Statistics<?> pageStatistics) {
    throw new UnsupportedOperationException("Pages are of version 1, which everyone reads.");
  }

  @Override
  public void writeDictionaryPage(DictionaryPage page) throws IOException {
    byte[] plain = bytesOf(page.getBytes());
    byte[] compressed = compressor.compress(plain);
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, plain.length, compressed.length);
    header.setDictionary_page_header(
        new DictionaryPageHeader(page.getDictionarySize(), format(page.getEncoding())));
    write(header, plain.length, compressed, dictionaryPage);
    encodings.add(page.getEncoding());
  }

  private static byte[] bytesOf(BytesInput input) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) input.size());
    input.writeAllTo(bytes);
    return bytes.toByteArray();
  }

  private void write(PageHeader header, int plain, byte[] compressed, ByteArrayOutputStream to)
      throws IOException {
    int before = to.size();
    Util.writePageHeader(header, to);
    plainBytes += to.size() - before + plain;
    to.write(compressed);
  }

  private static org.apache.parquet.format.Encoding format(Encoding encoding) {
    return org.apache.parquet.format.Encoding.valueOf(encoding.name());
  }

  @Override
  public long getMemSize() {
    return dataPages.size() + (long) dictionaryPage.size();
  }

  @Override
  public long allocatedSize() {
    return getMemSize();
  }

  @Override
  public String memUsageString(String prefix) {
    return prefix + " " + getMemSize();
  }

  /**
   * Appends the pages.
   *
   * @return what the footer says of them, with offsets from the start of {@code to}
   */
  ColumnMetaData appendTo(ByteArrayOutputStream to) {
    long start = to.size();
    ColumnMetaData meta =
        new ColumnMetaData(
            column.element().getType(),
            encodings.stream().map(EncodedPages::format).distinct().toList(),
            new ArrayList<>(List.of(column.name())),
            CompressionCodec.ZSTD,
            values,
            plainBytes,
            getMemSize(),
            start + dictionaryPage.size());
    if (dictionaryPage.size() > 0) {
      meta.setDictionary_page_offset(start);
    }
    setStatistics(meta);
    to.writeBytes(dictionaryPage.toByteArray());
    to.writeBytes(dataPages.toByteArray());
    return meta;
  }

  /** The bounds, unless they are long: a URL may have millions of characters. */
  private void setStatistics(ColumnMetaData meta) {
    Statistics<?> of = statistics;
    if (of == null || !of.hasNonNullValue()) {
      return;
    }
    byte[] least = of.getMinBytes();
    byte[] most = of.getMaxBytes();
    if (least.length <= LONGEST_BOUND && most.length <= LONGEST_BOUND) {
      org.apache.parquet.format.Statistics bounds = new org.apache.parquet.format.Statistics();
      bounds.setNull_count(of.getNumNulls());
      bounds.setMin_value(least);
      bounds.setMax_value(most);
      meta.setStatistics(bounds);
    }
  }
}
