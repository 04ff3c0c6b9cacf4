package io.footfall.warehouse;

import io.footfall.lake.Seal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The batches that the warehouse has loaded, from its ledger.
 *
 * @param entries by batch
 */
record Ledger(Map<String, Entry> entries) {

  /**
   * A loaded batch.
   *
   * @param run the run that wrote the loaded rows
   * @param filesSetAside the number of its files that are set aside
   */
  record Entry(String run, long filesSetAside) {}

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
   * Returns whether the warehouse has this version of a batch.
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
   * Returns whether a batch is certainly in the warehouse, without opening its seal: it is named
   * after its content, so nothing else can be sealed under this name ({@link
   * Seal#isNamedAfterContent}).
   */
  boolean hasLoadedForGood(String batch, boolean retrySetAside) {
    Entry entry = entries.get(batch);
    return entry != null
        && entry.run().equals(batch)
        && !(retrySetAside && entry.filesSetAside() > 0);
  }

  /** Returns the number of files of a batch that are set aside. */
  long filesSetAside(String batch) {
    Entry entry = entries.get(batch);
    return entry == null ? 0 : entry.filesSetAside();
  }
}
