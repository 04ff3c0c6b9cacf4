package io.footfall.pipelines.query;

import io.footfall.dataset.DailySums;
import io.footfall.dataset.Dataset;
import io.footfall.table.Table;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The daily sums of a dataset, read from a table of its reports: in a report directory, or in the
 * windows of a stream in a database. They are columns of the table or computed from them. The day
 * is the table's date column. Without one, it is the day of the window, and unknown in a directory.
 *
 * @param daily the sums
 * @param table the table
 */
record ReportedSums(DailySums daily, Table table) {

  /** Returns the daily sums of a dataset. */
  static ReportedSums of(Dataset<?> dataset) {
    DailySums daily = dataset.relations().daily();
    List<String> needed =
        daily.columns().stream()
            .skip(1)
            .filter(DailySums.Column::isReported)
            .map(DailySums.Column::name)
            .toList();
    Table table =
        dataset.tables().stream()
            .filter(
                of -> of.columns().stream().map(Table.Column::name).toList().containsAll(needed))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "No table of " + dataset.name() + " has the columns of " + daily.name()));
    return new ReportedSums(daily, table);
  }

  private Optional<String> day() {
    return table.columns().stream()
        .filter(column -> column.isKey() && column.type() == Table.Type.DATE)
        .map(Table.Column::name)
        .findFirst();
  }

  /**
   * Returns the expressions to select from a file of a report directory, in the column order of the
   * relation.
   */
  String columns() {
    return day().orElse("NULL")
        + daily.columns().stream()
            .skip(1)
            .map(column -> ", " + column.reported())
            .collect(Collectors.joining());
  }

  /**
   * Returns the columns of the file, in the syntax of DuckDB's CSV reader. Unselected columns are
   * read as text, because they may be empty.
   */
  String csvColumns() {
    return table.columns().stream()
        .map(column -> "'" + column.name() + "': '" + type(column) + "'")
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private String type(Table.Column column) {
    boolean isSelected =
        day().filter(column.name()::equals).isPresent()
            || daily.columns().stream().anyMatch(of -> of.reported().contains(column.name()));
    return !isSelected
        ? "VARCHAR"
        : switch (column.type()) {
          case TEXT -> "VARCHAR";
          case DATE -> "DATE";
          case INTEGER -> "BIGINT";
          case DECIMAL -> "DECIMAL(38,9)";
        };
  }

  /**
   * Returns the query that computes the sums from a stream's windows.
   *
   * @param from the quoted name of the table in the database
   * @param zone the time zone that defines the start of a day, as a PostgreSQL literal
   */
  String ofWindows(String from, String zone) {
    return "SELECT "
        + day().orElse("CAST(window_start AT TIME ZONE " + zone + " AS date)")
        + " AS "
        + DailySums.DAY
        + daily.keys().stream().map(key -> ", " + key.name()).collect(Collectors.joining())
        + daily.sums().stream().map(ReportedSums::sum).collect(Collectors.joining())
        + " FROM "
        + from
        + " GROUP BY "
        + IntStream.rangeClosed(1, daily.groupedBy().size())
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
  }

  /** Returns the SQL of a sum. A sum of integers is cast, because in PostgreSQL it is a decimal. */
  private static String sum(DailySums.Column column) {
    String sum = "sum(" + column.reported() + ")";
    return ", "
        + switch (column.kind()) {
          case INTEGER -> "CAST(" + sum + " AS bigint)";
          default -> sum;
        }
        + " AS "
        + column.name();
  }
}
