package io.footfall.warehouse;

import io.footfall.lake.LakeFile;
import io.footfall.warehouse.TableDefinition.Column;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The SQL that differs between warehouses. */
interface Dialect {
  /** Returns the type of a column, as in a definition of a table. */
  String type(Column column);

  /** Returns the statements that create a table with its indexes, unless it exists. */
  List<String> create(TableDefinition table, String schema);

  /** Returns whether NOT NULL can be dropped from an existing column. */
  boolean relaxesColumns();

  /**
   * Returns the first statement of a transaction, which makes other loads wait.
   *
   * @param ledger the ledger's quoted name
   */
  String lock(String ledger);

  /** Returns the type of timestamps, for a cast. */
  String timestampType();

  /** Returns an instant as a text that can be cast to {@link #timestampType}. */
  String timestamp(Instant instant);

  /**
   * Copies files into a table with the columns of the files.
   *
   * @throws CopyFailedException if the warehouse rejects a file, or a file cannot be read
   * @throws IOException if the lake cannot be written to
   */
  void copy(Connection connection, String table, LakeView lake, List<LakeFile> files)
      throws SQLException, IOException;
}
