package io.footfall.duckdb;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Tells a result of DuckDB that is complete from one that failed. DuckDB's driver ends both in the
 * same way if it streams them: an error after the first rows is lost. It only shows in the
 * transaction, which is aborted. So a result that is streamed needs a transaction.
 */
public final class StreamedResult {
  private static final String DUCKDB = "jdbc:duckdb:";

  private StreamedResult() {}

  /** Runs a statement, and ignores its result. */
  @FunctionalInterface
  public interface Run {
    /** Runs a statement. */
    void run(String sql) throws SQLException;
  }

  /**
   * Fails if the result that a connection streamed last is not complete. The query then runs once
   * more, without a result, to find the reason. Does nothing for another database than DuckDB.
   *
   * @param sql the query whose result was streamed
   * @param run runs the query again
   * @throws SQLException if it failed, with the reason unless the query succeeds this time
   * @throws IllegalStateException if the connection has no transaction
   */
  public static void requireComplete(Connection connection, String sql, Run run)
      throws SQLException {
    if (!connection.getMetaData().getURL().startsWith(DUCKDB)) {
      return;
    }
    if (connection.getAutoCommit()) {
      throw new IllegalStateException("a streamed result needs a transaction");
    }
    try (Statement probe = connection.createStatement();
        ResultSet row = probe.executeQuery("SELECT 1")) {
      row.next();
    } catch (SQLException e) {
      connection.rollback();
      run.run("EXPLAIN ANALYZE " + sql);
      throw new SQLException("IO Error: The query failed after a part of its result.", e);
    }
  }
}
