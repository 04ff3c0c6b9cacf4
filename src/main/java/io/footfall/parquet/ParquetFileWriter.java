package io.footfall.parquet;

import io.footfall.bytes.ByteInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/** Assembles a file from encoded row groups. */
public final class ParquetFileWriter implements Closeable {
  private final ParquetSchema schema;
  private final OutputStream out;
  private final List<RowGroup> groups = new ArrayList<>();
  private long written;

  /** Creates a file without rows. Closing it closes the stream. */
  public ParquetFileWriter(ParquetSchema schema, OutputStream out) throws IOException {
    this.schema = schema;
    this.out = out;
    out.write(ParquetFooter.MAGIC);
    written = ParquetFooter.MAGIC.length;
  }

  /**
   * Appends a row group that {@link RowGroupWriter#finish} returned.
   *
   * @return the number of rows
   */
  public long append(ByteInput packed) throws IOException {
    int length = packed.readVarInt();
    int at = packed.readSlice(length);
    RowGroup group =
        Util.readFileMetaData(new ByteArrayInputStream(packed.array(), at, length))
            .getRow_groups()
            .get(0);
    for (ColumnChunk chunk : group.getColumns()) {
      ColumnMetaData meta = chunk.getMeta_data();
      meta.setData_page_offset(meta.getData_page_offset() + written);
      if (meta.isSetDictionary_page_offset()) {
        meta.setDictionary_page_offset(meta.getDictionary_page_offset() + written);
      }
      chunk.setFile_offset(0);
    }
    group.setFile_offset(written);
    group.setOrdinal((short) Math.min(Short.MAX_VALUE, groups.size()));
    int size = packed.remaining();
    out.write(packed.array(), packed.position(), size);
    packed.readSlice(size);
    written += size;
    groups.add(group);
    return group.getNum_rows();
  }

  /** Returns the number of bytes written. */
  public long written() {
    return written;
  }

  /** Writes the footer, and closes the stream. */
  @Override
  public void close() throws IOException {
    try (out) {
      ByteArrayOutputStream footer = new ByteArrayOutputStream();
      ParquetFooter.write(schema, groups, footer);
      out.write(footer.toByteArray());
      out.write(
          ByteBuffer.allocate(Integer.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(footer.size())
              .array());
      out.write(ParquetFooter.MAGIC);
      written += footer.size() + Integer.BYTES + ParquetFooter.MAGIC.length;
    }
  }
}
