package io.footfall.testing.redshift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Validates Parquet files like a Redshift COPY and converts them to CSV, using DuckDB. */
final class ParquetFiles {
  private ParquetFiles() {}

  /**
   * Compares files with the columns of a table and writes their rows as CSV.
   *
   * @param fillRecord whether the last columns may be missing in a file
   * @throws RefusedException if Redshift would refuse them
   */
  static void toCsv(List<Path> files, List<TableColumn> columns, boolean fillRecord, Path csv)
      throws IOException, SQLException {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      for (Path file : files) {
        check(statement, file, columns, fillRecord);
      }
      if (files.isEmpty()) {
        Files.writeString(csv, "");
        return;
      }
      String list =
          files.stream().map(ParquetFiles::text).collect(Collectors.joining(",", "[", "]"));
      String selected =
          columns.stream()
              .map(
                  column ->
                      column.type().startsWith("timestamp")
                          ? "make_timestamp(epoch_us(\"" + column.name() + "\"))"
                          : "\"" + column.name() + "\"")
              .collect(Collectors.joining(", "));
      statement.execute(
          ("COPY (SELECT %s FROM read_parquet(%s, hive_partitioning = false, union_by_name"
                  + " = true)) TO %s (FORMAT csv, HEADER false, NULLSTR '\\N')")
              .formatted(selected, list, text(csv)));
    }
  }

  private static void check(
      Statement statement, Path file, List<TableColumn> columns, boolean fillRecord) {
    List<String> names = new ArrayList<>();
    List<String> types = new ArrayList<>();
    try (ResultSet described =
        statement.executeQuery(
            "DESCRIBE SELECT * FROM read_parquet(" + text(file) + ", hive_partitioning = false)")) {
      while (described.next()) {
        names.add(described.getString(1));
        types.add(described.getString(2));
      }
    } catch (SQLException e) {
      throw new RefusedException(
          "Spectrum Scan Error: " + file.getFileName() + " is no valid Parquet file");
    }
    if (fillRecord ? types.size() > columns.size() : types.size() != columns.size()) {
      throw new RefusedException(
          "Number of columns in parquet file does not match number of columns in table. Expected "
              + columns.size()
              + " columns but found "
              + types.size());
    }
    for (int i = 0; i < types.size(); i++) {
      TableColumn column = columns.get(i);
      if (!expected(column).contains(types.get(i))) {
        throw new RefusedException(
            String.format(
                "Spectrum Scan Error: column %s of %s has an incompatible Parquet type: %s, and the"
                    + " table has %s",
                names.get(i), file.getFileName(), types.get(i), column.type()));
      }
      // Redshift uses only the order of columns; a different name shows that the order is wrong.
      if (!names.get(i).equals(column.name())) {
        throw new RefusedException(
            "column " + (i + 1) + " is " + names.get(i) + ", and the table has " + column.name());
      }
      checkLengths(statement, file, column);
    }
  }

  private static void checkLengths(Statement statement, Path file, TableColumn column) {
    if (column.maxBytes() == 0) {
      return;
    }
    try (ResultSet longest =
        statement.executeQuery(
            "SELECT max(strlen(\"%s\")) FROM read_parquet(%s, hive_partitioning = false)"
                .formatted(column.name(), text(file)))) {
      if (longest.next() && longest.getLong(1) > column.maxBytes()) {
        throw new RefusedException(
            "Spectrum Scan Error: value too long for type character varying(%s) in %s"
                .formatted(column.maxBytes(), column.name()));
      }
    } catch (SQLException e) {
      throw new RefusedException("Spectrum Scan Error: " + file.getFileName() + " is corrupt");
    }
  }

  private static List<String> expected(TableColumn column) {
    String type = column.type().toUpperCase(Locale.ROOT);
    if (type.startsWith("CHARACTER VARYING")) {
      return List.of("VARCHAR");
    }
    return switch (type) {
      case "TIMESTAMP WITHOUT TIME ZONE" -> List.of("TIMESTAMP", "TIMESTAMP WITH TIME ZONE");
      // COPY reads Parquet with external types, none with a time zone.
      case "TIMESTAMP WITH TIME ZONE" -> List.of();
      default -> List.of(type.replace("NUMERIC", "DECIMAL"));
    };
  }

  private static String text(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }
}
