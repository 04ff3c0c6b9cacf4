package io.footfall.source;

import io.footfall.duckdb.StreamedResult;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.File;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a Parquet file from any writer as CSV. Uses DuckDB, which supports every
 * encoding and compression. Timestamps with a zone are in UTC; an absent value is empty. One row
 * group is in memory at a time.
 *
 * <p>Two million rows of four columns take 3.7 s of CPU time; hardwood-core takes 2.3 s, and the
 * lake's reader, which supports only its own encodings, 1.4 s. hardwood-core needs Java 21.
 */
final class ParquetText extends RowText {
  private final @Nullable File temporary;
  private final Connection connection;
  private final Statement statement;
  private final String sql;
  private final ResultSet rows;
  private final int columns;
  private boolean headerRead;

  /**
   * Opens a file.
   *
   * @param name its name, for messages
   * @param temporary whether the file is deleted when this is closed
   * @throws FootfallException if DuckDB is not on the class path
   */
  ParquetText(String name, File file, boolean temporary) throws IOException {
    this.temporary = temporary ? file : null;
    try {
      Class.forName("org.duckdb.DuckDBDriver");
    } catch (ClassNotFoundException e) {
      throw new FootfallException(
          Kind.USAGE,
          name
              + " is a Parquet file, but DuckDB, which reads it, is not loaded. Start bin/footfall with"
              + " a path that ends in .parquet. footfall-flink.jar does not read Parquet.",
          e);
    }
    try {
      Properties properties = new Properties();
      properties.setProperty("jdbc_stream_results", "true");
      connection = DriverManager.getConnection("jdbc:duckdb:", properties);
      statement = connection.createStatement();
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET threads = 1");
      connection.setAutoCommit(false);
      sql =
          "SELECT COLUMNS(*)::VARCHAR FROM read_parquet('"
              + file.getPath().replace("'", "''")
              + "')";
      rows = statement.executeQuery(sql);
      columns = rows.getMetaData().getColumnCount();
    } catch (SQLException e) {
      throw unreadable(name, e);
    }
  }

  private static FootfallException unreadable(String name, SQLException e) {
    return new FootfallException(
        Kind.IO,
        "%s is a Parquet file that is truncated or damaged (%s). Use a complete copy of the file."
            .formatted(name, reason(e)),
        e);
  }

  /**
   * Returns the cause from DuckDB's message: the last line before the SQL, which may follow after a
   * blank line.
   */
  private static String reason(SQLException e) {
    List<String> lines =
        String.valueOf(e.getMessage())
            .strip()
            .lines()
            .takeWhile(Predicate.not(String::isBlank))
            .toList();
    return lines.isEmpty()
        ? ""
        : lines.get(lines.size() - 1).replaceFirst("^(Error: )?(\\w+ )*Error: ", "");
  }

  @Override
  @Nullable List<String> nextRow() throws IOException {
    try {
      List<String> row = new ArrayList<>(columns);
      if (!headerRead) {
        headerRead = true;
        for (int i = 1; i <= columns; i++) {
          row.add(rows.getMetaData().getColumnName(i));
        }
        return row;
      }
      if (rows.isClosed()) {
        return null;
      }
      if (!rows.next()) {
        rows.close();
        StreamedResult.requireComplete(connection, sql, statement::execute);
        return null;
      }
      for (int i = 1; i <= columns; i++) {
        String value = rows.getString(i);
        row.add(value == null ? "" : value);
      }
      return row;
    } catch (SQLException e) {
      throw new Decompression.DamagedDataException(new IOException(reason(e), e));
    }
  }

  @Override
  public void close() throws IOException {
    try (connection;
        statement) {
      rows.close();
    } catch (SQLException e) {
      throw new IOException(e);
    } finally {
      if (temporary != null && !temporary.delete()) {
        temporary.deleteOnExit();
      }
    }
  }
}
