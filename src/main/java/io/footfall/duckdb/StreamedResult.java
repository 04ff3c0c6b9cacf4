package io.footfall.duckdb;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/**
 * Distinguishes a complete result of DuckDB from one that failed. DuckDB's driver loses an error
 * after the first rows of a streamed result, which then seems to end. Only the transaction shows
 * the error, because it is aborted. A streamed result therefore needs a transaction.
 */
public final class StreamedResult {
  private static final String DUCKDB = "jdbc:duckdb:";

  /** Runs a statement without returning its rows. */
  private static final String AGAIN = "EXPLAIN ANALYZE ";

  private static final Pattern FIRST_LINE =
      Pattern.compile("(LINE 1: )" + AGAIN + "(.*\\R) {" + AGAIN.length() + "}");

  private StreamedResult() {}

  /** Runs a statement and ignores its result. */
  @FunctionalInterface
  public interface Run {
    /** Runs a statement. */
    void run(String sql) throws SQLException;
  }

  /**
   * Fails if the result that a connection streamed last is not complete. The query then runs once
   * more, without a result, to find the reason. Does nothing for databases other than DuckDB.
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
      try {
        run.run(AGAIN + sql);
      } catch (SQLException reason) {
        throw new SQLException(ofStatement(String.valueOf(reason.getMessage())), reason);
      }
      throw new SQLException("IO Error: The query failed after its first rows.", e);
    }
  }

  /** Returns a message that quotes the original statement and marks the same position. */
  private static String ofStatement(String message) {
    return FIRST_LINE.matcher(message).replaceFirst("$1$2");
  }
}
