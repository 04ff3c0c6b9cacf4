package io.footfall.pipelines.query;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;

/**
 * Runs queries over the {@link Relation}s of a {@link QuerySource}. Thread-safe.
 *
 * <p>A lake is queried with an embedded DuckDB whose views cover only the files of sealed batches.
 * A warehouse is queried in its own SQL dialect, over a read-only connection.
 */
public interface QueryDatabase extends Queries {
  /**
   * The lake table that lists the data files, one row per file and batch: dataset, event_date, path
   * and batch. Files never change.
   */
  String LAKE_FILES = "lake_files";

  /**
   * The lake table with the accounting of each batch: dataset, first_day and last_day of its
   * records, whether the accounting of its run is known, the number of records read, rejected and
   * late, and the time zone.
   */
  String LAKE_ACCOUNTING = "lake_accounting";

  /** The lake table with the number of rejected records: dataset, reason and records. */
  String LAKE_REASONS = "lake_reasons";

  /**
   * Opens a source for its owner, who may also read and write other files.
   *
   * @throws IOException if it cannot be read
   * @throws io.footfall.errors.FootfallException if the lake or report does not exist
   */
  static QueryDatabase open(QuerySource source) throws IOException {
    return source.warehouse() == null
        ? new LakeDatabase(source)
        : new WarehouseDatabase(source, source.warehouse(), null);
  }

  /**
   * Returns the source for untrusted queries: single read-only statements over the relations,
   * within limits, which call only listed functions. On a lake, they run in child processes. Both
   * sources share their caches.
   *
   * @throws IOException if it cannot be read
   */
  Queries restricted(QueryLimits limits) throws IOException;

  /** Returns whether the source is a warehouse. */
  boolean isWarehouse();

  /**
   * Returns the names of the existing relations. A lake has all of them, even empty ones.
   *
   * @throws SQLException if the warehouse is unreachable
   */
  Set<String> relations() throws SQLException;

  /**
   * Opens a connection that sees the relations. The caller closes it.
   *
   * @throws SQLException if the warehouse is unreachable
   */
  Connection connect() throws SQLException;

  /**
   * Opens a connection whose queries all see the same snapshot. The caller closes it.
   *
   * @throws SQLException if the warehouse is unreachable
   */
  default Connection connectToOneMoment() throws SQLException {
    Connection connection = connect();
    if (connection
        .getMetaData()
        .supportsTransactionIsolationLevel(Connection.TRANSACTION_REPEATABLE_READ)) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    }
    connection.setAutoCommit(false);
    return connection;
  }

  /**
   * Opens a connection that sees a snapshot of only some records. Relations derived from them are
   * unrestricted. The caller closes it.
   *
   * @param conditions an SQL condition for each restricted relation
   * @throws SQLException if the warehouse is unreachable
   */
  default Connection connectToSome(Map<String, String> conditions) throws SQLException {
    Connection connection = connectToOneMoment();
    try (Statement statement = connection.createStatement()) {
      for (Map.Entry<String, String> of : conditions.entrySet()) {
        String relation = of.getKey();
        // A table, because a view would read all files again for each query.
        statement.execute(
            "CREATE TEMP TABLE %s AS SELECT * FROM main.%s WHERE %s"
                .formatted(relation, relation, of.getValue()));
      }
      // A rollback would drop the tables, and the connection would see all records.
      connection.commit();
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Returns a text that changes whenever the data does: with each sealed or loaded batch and each
   * updated window. Cheap enough to call every second.
   *
   * @throws SQLException if the warehouse is unreachable
   * @throws IOException if the lake cannot be read
   */
  String version() throws SQLException, IOException;

  /**
   * A read that takes several statements.
   *
   * @param <T> the result
   */
  @FunctionalInterface
  interface Reading<T> {
    /** Reads. Called again if a file was replaced in the meantime. */
    T read() throws SQLException, IOException;
  }

  /**
   * Reads, and retries if a compaction has replaced files of a lake in the meantime. The database
   * is refreshed before each retry, so each attempt must open its own connection.
   *
   * @throws SQLException if a statement fails
   * @throws IOException if it cannot be read
   */
  default <T> T readWithRetry(Reading<T> reading) throws SQLException, IOException {
    return reading.read();
  }
}
