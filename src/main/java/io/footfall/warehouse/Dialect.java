package io.footfall.warehouse;

import io.footfall.lake.LakeFile;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** In what the warehouses differ. All else is the same SQL. */
interface Dialect {
  /** The resource with the statements that make the tables. */
  String tables();

  /**
   * The statement that makes other loads wait, the first of a transaction.
   *
   * @param ledger the ledger, as it stands in a statement
   */
  String lock(String ledger);

  /** The type of points in time. */
  String timestampType();

  /** A point in time, as a text that can be cast to that type. */
  String timestamp(Instant instant);

  /**
   * Copies files into a table with the columns of the files.
   *
   * @throws CopyFailedException if the warehouse or a file says no
   * @throws IOException if the lake cannot be written to
   */
  void copy(Connection connection, String table, LakeView lake, List<LakeFile> files)
      throws SQLException, IOException;
}
