package io.footfall.pipelines.query;

import io.footfall.dataset.DailySums;
import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.parquet.ParquetColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A relation that can be queried, the same in a lake and in a warehouse.
 *
 * @param sqlName its name in SQL
 * @param about description of a row
 * @param columns its columns
 */
public record Relation(String sqlName, String about, List<Column> columns) {
  /** One row per record that was not counted. */
  static final Relation REJECTS =
      new Relation(
          "rejects",
          "one row per record that was not counted",
          List.of(
              text("dataset"),
              text("reason"),
              text("message"),
              text("source"),
              number("line"),
              text("column"),
              text("expected"),
              text("raw"),
              number("attempts"),
              time("arrived"),
              new Column("replayed", "BOOLEAN")));

  /** One row per source of a report or a stream: the numbers of its accounting. */
  static final Relation ACCOUNTING =
      new Relation(
          "accounting",
          "one row per source that was read",
          List.of(
              text("dataset"),
              text("source"),
              number("read"),
              number("ok"),
              number("rejected"),
              number("duplicate"),
              number("late"),
              number("skipped")));

  /** One row per batch: when a lake sealed it, or a warehouse loaded it. */
  static final Relation LOADS =
      new Relation(
          "loads",
          "one row per batch",
          List.of(
              text("dataset"),
              text("batch"),
              number("row_count"),
              number("file_count"),
              number("byte_count"),
              time("loaded_at")));

  /** Copies the list. */
  public Relation {
    columns = List.copyOf(columns);
  }

  /**
   * A column.
   *
   * @param name its name, without quotes
   * @param type its type in DuckDB
   */
  public record Column(String name, String type) {
    /** Returns its name, quoted if it is a keyword of one of the databases. */
    public String quoted() {
      return name.equals("timestamp") || name.equals("column") ? '"' + name + '"' : name;
    }
  }

  /**
   * Returns all relations: the records of each dataset, the daily sums of each, then the others.
   */
  public static List<Relation> all() {
    List<Relation> relations = new ArrayList<>();
    Datasets.all().forEach(dataset -> relations.add(records(dataset)));
    Datasets.all().forEach(dataset -> relations.add(daily(dataset)));
    relations.addAll(List.of(REJECTS, ACCOUNTING, LOADS));
    return relations;
  }

  /** Returns the records of a dataset, with the columns of its lake files. */
  static Relation records(Dataset<?> dataset) {
    return new Relation(
        dataset.name(),
        dataset.relations().about(),
        dataset.lake().schema().columns().stream()
            .map(column -> new Column(column.name(), type(column.kind())))
            .toList());
  }

  /** Returns the daily sums of a dataset. */
  static Relation daily(Dataset<?> dataset) {
    DailySums daily = dataset.relations().daily();
    return new Relation(
        daily.name(),
        daily.about(),
        daily.columns().stream()
            .map(column -> new Column(column.name(), type(column.kind())))
            .toList());
  }

  private static String type(ParquetColumn.Kind kind) {
    return switch (kind) {
      case TEXT -> "VARCHAR";
      case TIMESTAMP -> "TIMESTAMPTZ";
      case DECIMAL -> "DECIMAL(" + ParquetColumn.PRECISION + "," + ParquetColumn.SCALE + ")";
      case DATE -> "DATE";
      case INTEGER -> "BIGINT";
    };
  }

  private static Column text(String name) {
    return new Column(name, type(ParquetColumn.Kind.TEXT));
  }

  private static Column number(String name) {
    return new Column(name, type(ParquetColumn.Kind.INTEGER));
  }

  private static Column time(String name) {
    return new Column(name, type(ParquetColumn.Kind.TIMESTAMP));
  }

  /** Returns the names of its columns, without quotes. */
  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** Returns its columns as in a {@code CREATE TABLE} of DuckDB. */
  String definition() {
    return columns.stream()
        .map(column -> column.quoted() + " " + column.type())
        .collect(Collectors.joining(", "));
  }

  /**
   * Returns a query up to and including FROM. Columns are NULL if the table or files lack them
   * because an earlier version wrote them.
   *
   * @param present the existing columns
   */
  String select(Set<String> present) {
    return "SELECT "
        + columns.stream()
            .map(
                column ->
                    present.contains(column.name())
                        ? column.quoted()
                        : "CAST(NULL AS " + column.type() + ") AS " + column.quoted())
            .collect(Collectors.joining(", "))
        + " FROM ";
  }

  /** Returns the names of its columns, quoted where necessary. */
  String columnList() {
    return columns.stream().map(Column::quoted).collect(Collectors.joining(", "));
  }
}
