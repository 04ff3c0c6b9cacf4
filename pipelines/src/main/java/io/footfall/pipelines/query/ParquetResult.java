package io.footfall.pipelines.query;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Collects rows in an embedded DuckDB and writes them as a Parquet file (zstd) after the last one.
 */
public final class ParquetResult implements RowSink, AutoCloseable {
  private static final Pattern DECIMAL =
      Pattern.compile("(?:DECIMAL|NUMERIC)\\((\\d+), ?(\\d+)\\)");

  private final Path file;
  private final DuckDBConnection connection;
  private @Nullable DuckDBAppender rows;

  /**
   * Opens a result for a file.
   *
   * @param file the file to write
   * @throws IOException if DuckDB is unavailable
   */
  public ParquetResult(Path file) throws IOException {
    this.file = file;
    try {
      connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void columns(List<QueryColumn> columns) throws IOException {
    StringBuilder definition = new StringBuilder();
    for (QueryColumn column : columns) {
      definition
          .append(definition.isEmpty() ? "" : ", ")
          .append('"')
          .append(column.name().replace("\"", "\"\""))
          .append("\" ")
          .append(type(column.type()));
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE result (" + definition + ")");
      rows = connection.createAppender("main", "result");
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Maps a type of PostgreSQL or DuckDB to a DuckDB type; unknown types become text. */
  private static String type(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    Matcher decimal = DECIMAL.matcher(upper);
    if (decimal.matches()) {
      return "DECIMAL(" + decimal.group(1) + "," + decimal.group(2) + ")";
    }
    return switch (upper) {
      case "BIGINT", "INT8", "INTEGER", "INT4", "INT2", "SMALLINT", "TINYINT" -> "BIGINT";
      case "HUGEINT" -> "DECIMAL(38,0)";
      case "NUMERIC", "DECIMAL" -> "DECIMAL(38,9)";
      case "DOUBLE", "FLOAT8", "FLOAT", "FLOAT4", "REAL" -> "DOUBLE";
      case "BOOLEAN", "BOOL" -> "BOOLEAN";
      case "DATE" -> "DATE";
      case "TIMESTAMP" -> "TIMESTAMP";
      case "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE" -> "TIMESTAMPTZ";
      default -> "VARCHAR";
    };
  }

  @Override
  public boolean row(List<@Nullable Object> values) throws IOException {
    DuckDBAppender to = rows;
    if (to == null) {
      throw new IllegalStateException("columns come before rows");
    }
    try {
      to.beginRow();
      for (Object value : values) {
        append(to, value);
      }
      to.endRow();
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
    return true;
  }

  private static void append(DuckDBAppender to, @Nullable Object value) throws SQLException {
    if (value == null) {
      to.appendNull();
    } else if (value instanceof Long number) {
      to.append((long) number);
    } else if (value instanceof Double number) {
      to.append((double) number);
    } else if (value instanceof Boolean is) {
      to.append((boolean) is);
    } else if (value instanceof BigDecimal decimal) {
      to.append(decimal);
    } else if (value instanceof LocalDate date) {
      to.append(date);
    } else if (value instanceof LocalDateTime time) {
      to.append(time);
    } else if (value instanceof OffsetDateTime time) {
      to.append(time);
    } else {
      to.append(value.toString());
    }
  }

  @Override
  public void end() throws IOException {
    try {
      DuckDBAppender to = rows;
      if (to != null) {
        to.close();
        try (Statement statement = connection.createStatement()) {
          statement.execute(
              "COPY result TO "
                  + LakeDatabase.literal(file.toString())
                  + " (FORMAT parquet, COMPRESSION zstd)");
        }
      }
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
