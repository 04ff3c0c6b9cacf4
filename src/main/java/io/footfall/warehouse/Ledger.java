package io.footfall.warehouse;

import io.footfall.lake.Seal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the warehouse says of the batches that are in it.
 *
 * @param entries by batch
 */
record Ledger(Map<String, Entry> entries) {

  /**
   * A batch that is in the warehouse.
   *
   * @param run which run has written what is in the warehouse
   * @param filesSetAside how many of its files are not
   */
  record Entry(String run, long filesSetAside) {}

  /** Reads what the ledger says of a dataset. */
  static Ledger read(Connection connection, String table, String dataset) throws SQLException {
    Map<String, Entry> entries = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT \"batch\", \"run\", \"files_set_aside\" FROM "
                + table
                + " WHERE \"dataset\" = ?")) {
      select.setString(1, dataset);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          entries.put(rows.getString(1), new Entry(rows.getString(2), rows.getLong(3)));
        }
      }
    }
    return new Ledger(entries);
  }

  /**
   * Whether what the lake has of a batch is in the warehouse.
   *
   * @param retrySetAside whether a batch with files that were set aside counts as not loaded
   */
  boolean hasLoaded(Seal seal, boolean retrySetAside) {
    Entry entry = entries.get(seal.batch());
    return entry != null
        && entry.run().equals(seal.run())
        && !(retrySetAside && entry.filesSetAside() > 0);
  }

  /**
   * Whether what the lake has of a batch is in the warehouse for certain, whatever its seal says:
   * it is named after what is in it, so that nothing else can be sealed under this name ({@link
   * Seal#isNamedAfterContent}).
   */
  boolean hasLoadedForGood(String batch, boolean retrySetAside) {
    Entry entry = entries.get(batch);
    return entry != null
        && entry.run().equals(batch)
        && !(retrySetAside && entry.filesSetAside() > 0);
  }

  /** How many files of a batch are set aside. */
  long filesSetAside(String batch) {
    Entry entry = entries.get(batch);
    return entry == null ? 0 : entry.filesSetAside();
  }
}
