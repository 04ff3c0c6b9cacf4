package io.footfall.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;

/** The footer of a file. */
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
    // Without it a reader may not go by the bounds.
    meta.setColumn_orders(
        Collections.nCopies(
            schema.columns().size(), ColumnOrder.TYPE_ORDER(new TypeDefinedOrder())));
    Util.writeFileMetaData(meta, to);
  }
}
