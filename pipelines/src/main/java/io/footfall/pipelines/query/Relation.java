package io.footfall.pipelines.query;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be asked about, the same in a lake and in a warehouse. */
public enum Relation {
  /** A row per visit, that of the lake's files. */
  VISITS(
      "a row per visit",
      "user_id VARCHAR",
      "\"timestamp\" TIMESTAMPTZ",
      "url VARCHAR",
      "page_view_duration DECIMAL(38,9)",
      "event_date DATE",
      "batch VARCHAR"),
  /** A row per line of an order, that of the lake's files. */
  PURCHASES(
      "a row per line of an order",
      "transaction_id VARCHAR",
      "customer_id VARCHAR",
      "\"timestamp\" TIMESTAMPTZ",
      "product_name VARCHAR",
      "product_category VARCHAR",
      "product_price DECIMAL(38,9)",
      "quantity BIGINT",
      "amount DECIMAL(38,9)",
      "event_date DATE",
      "batch VARCHAR"),
  /** A row per day and URL. */
  URL_STATS(
      "a row per day and URL",
      "event_date DATE",
      "url VARCHAR",
      "visits BIGINT",
      "total_time_spent DECIMAL(38,9)"),
  /** A row per day and customer. */
  CUSTOMER_DAYS(
      "a row per day and customer",
      "event_date DATE",
      "customer_id VARCHAR",
      "total_spent DECIMAL(38,9)"),
  /** A row per record that was not counted. */
  REJECTS(
      "a row per record that was not counted",
      "dataset VARCHAR",
      "reason VARCHAR",
      "message VARCHAR",
      "source VARCHAR",
      "line BIGINT",
      "\"column\" VARCHAR",
      "expected VARCHAR",
      "raw VARCHAR",
      "attempts BIGINT",
      "arrived TIMESTAMPTZ",
      "replayed BOOLEAN"),
  /** A row per source of a report or a stream: what was read, and what became of it. */
  ACCOUNTING(
      "a row per source that was read",
      "dataset VARCHAR",
      "source VARCHAR",
      "read BIGINT",
      "ok BIGINT",
      "rejected BIGINT",
      "duplicate BIGINT",
      "late BIGINT"),
  /** A row per batch: of a lake, when it was sealed; of a warehouse, when it was loaded. */
  LOADS(
      "a row per batch",
      "dataset VARCHAR",
      "batch VARCHAR",
      "row_count BIGINT",
      "file_count BIGINT",
      "byte_count BIGINT",
      "loaded_at TIMESTAMPTZ");

  private final String about;
  private final String columns;

  Relation(String about, String... columns) {
    this.about = about;
    this.columns = String.join(", ", columns);
  }

  /** Its name in SQL. */
  public String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a row of it is. */
  public String about() {
    return about;
  }

  /** The names of its columns, without quotes. */
  public List<String> columnNames() {
    return names().map(name -> name.replace("\"", "")).toList();
  }

  /** Its columns as they stand in a {@code CREATE TABLE} of DuckDB. */
  String definition() {
    return columns;
  }

  /** The names of its columns, quoted where they must be. */
  String columnList() {
    return names().collect(Collectors.joining(", "));
  }

  private Stream<String> names() {
    return Arrays.stream(columns.split(", "))
        .map(column -> column.substring(0, column.indexOf(' ')));
  }
}
