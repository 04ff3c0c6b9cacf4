package io.footfall.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/** The footer of a file, and the reader of Thrift structures. */
final class ParquetFooter {
  /** The first and last bytes of a file. */
  static final byte[] MAGIC = {'P', 'A', 'R', '1'};

  private static final String CREATED_BY = "footfall";

  private ParquetFooter() {}

  static void write(ParquetSchema schema, List<RowGroup> groups, OutputStream to)
      throws IOException {
    FileMetaData meta =
        new FileMetaData(
            1, schema.elements(), groups.stream().mapToLong(RowGroup::getNum_rows).sum(), groups);
    meta.setCreated_by(CREATED_BY);
    // Without column orders, readers must ignore the bounds.
    meta.setColumn_orders(
        Collections.nCopies(
            schema.columns().size(), ColumnOrder.TYPE_ORDER(new TypeDefinedOrder())));
    Util.writeFileMetaData(meta, to);
  }

  /**
   * Reads a structure. Parquet's own readers allocate memory for any length that a damaged file
   * contains; here, a length is limited to the remaining bytes.
   *
   * @param into an empty structure, which is returned
   * @throws IOException if the bytes are not such a structure
   */
  static <T extends TBase<?, ?>> T read(ByteArrayInputStream in, T into) throws IOException {
    int most = in.available();
    TConfiguration sizes = new TConfiguration(most, most, TConfiguration.DEFAULT_RECURSION_DEPTH);
    try {
      into.read(new TCompactProtocol(new TIOStreamTransport(sizes, in), most, most));
      return into;
    } catch (TException e) {
      throw new IOException("cannot read " + into.getClass().getSimpleName() + ": " + e, e);
    }
  }
}
