package io.footfall.pipelines.query;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * What answers questions: the {@link Relation}s of a {@link QuerySource}. Thread-safe.
 *
 * <p>A lake is asked by an embedded DuckDB, whose views are over the files of sealed batches alone.
 * A warehouse is asked in its own SQL, on a connection that can only read.
 */
public interface QueryDatabase extends AutoCloseable {
  /**
   * The table of the files that the records of a lake are read from: dataset, event_date, path and
   * batch, with a row per file and batch in it. A file never changes.
   */
  String LAKE_FILES = "lake_files";

  /**
   * Opens a source for a person, who may do with it what a person may: of a lake, read and write
   * other files too.
   *
   * @throws IOException if it cannot be read
   * @throws io.footfall.errors.FootfallException if there is no such lake or report
   */
  static QueryDatabase open(QuerySource source) throws IOException {
    return source.warehouse() == null
        ? new LakeDatabase(source, null)
        : new WarehouseDatabase(source, source.warehouse(), null);
  }

  /**
   * Opens a source for questions that others ask: one statement that reads, of the relations alone,
   * within limits.
   *
   * @throws IOException if it cannot be read
   * @throws io.footfall.errors.FootfallException if there is no such lake or report
   */
  static QueryDatabase openRestricted(QuerySource source, QueryLimits limits) throws IOException {
    return source.warehouse() == null
        ? new LakeDatabase(source, limits)
        : new WarehouseDatabase(source, source.warehouse(), limits);
  }

  /**
   * The same source for questions that others ask, as {@link #openRestricted} opens it. Both share
   * what they know of it.
   *
   * @throws IOException if it cannot be read
   */
  QueryDatabase restricted(QueryLimits limits) throws IOException;

  /** Whether it is a warehouse. */
  boolean isWarehouse();

  /**
   * The names of the relations that are there: of a lake all, though they may be empty.
   *
   * @throws SQLException if the warehouse cannot be reached
   */
  Set<String> relations() throws SQLException;

  /**
   * A connection that sees the relations. The caller closes it.
   *
   * @throws SQLException if the warehouse cannot be reached
   */
  Connection connect() throws SQLException;

  /**
   * A connection whose answers are all of one moment: a load that is committed between two
   * questions is in neither. The caller closes it.
   *
   * @throws SQLException if the warehouse cannot be reached
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
   * A text that changes when the data has: with a batch that is sealed or loaded, with a window
   * that is counted anew. It is cheap enough to be asked every second.
   *
   * @throws SQLException if the warehouse cannot be reached
   * @throws IOException if the lake cannot be read
   */
  String version() throws SQLException, IOException;

  /**
   * Takes in what has come since. A warehouse needs no telling.
   *
   * @return whether there was anything
   * @throws IOException if the lake cannot be read
   */
  boolean refresh() throws IOException;

  /**
   * Asks.
   *
   * @param sql one statement
   * @param to what takes the answer
   * @param cancellation by which another thread may end it
   * @throws QueryFailedException if there is no answer, or not all of it
   * @throws IOException if {@code to} fails
   */
  void select(String sql, RowSink to, Cancellation cancellation)
      throws QueryFailedException, IOException;

  /**
   * Asks, and keeps the answer: as many rows as the limits say.
   *
   * @throws QueryFailedException if there is no answer
   */
  QueryResult query(String sql, Cancellation cancellation) throws QueryFailedException;

  /**
   * Asks, and keeps the answer: as many rows as the limits say.
   *
   * @throws QueryFailedException if there is no answer
   */
  default QueryResult query(String sql) throws QueryFailedException {
    return query(sql, new Cancellation());
  }

  @Override
  void close();
}
