package io.footfall.warehouse;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The tables that take records, one for each dataset, and the table of daily sums that follows from
 * each. Its columns are those of the lake's files, in their order: Redshift's COPY of Parquet goes
 * by that alone.
 */
enum WarehouseTable {
  /** A row per visit. */
  VISITS(
      Optional.empty(),
      "url_stats",
      "event_date url visits total_time_spent",
      "event_date, url, count(*), sum(page_view_duration)"),
  /** A row per order line. */
  PURCHASES(
      Optional.of("transaction_id"),
      "customer_days",
      "event_date customer_id total_spent",
      "event_date, customer_id, sum(amount)");

  /** The table with a row per batch that is loaded. */
  static final String LEDGER = "load_ledger";

  /** The table with a row per file that the warehouse would not take. */
  static final String SET_ASIDE = "load_set_aside";

  private final Optional<String> key;
  private final String daily;
  private final String dailyColumns;
  private final String dailySums;

  WarehouseTable(Optional<String> key, String daily, String dailyColumns, String dailySums) {
    this.key = key;
    this.daily = daily;
    this.dailyColumns = dailyColumns;
    this.dailySums = dailySums;
  }

  /** The table of a dataset. */
  static WarehouseTable of(String dataset) {
    for (WarehouseTable table : values()) {
      if (table.dataset().equals(dataset)) {
        return table;
      }
    }
    throw new FootfallException(
        Kind.USAGE, "The dataset " + dataset + " is unknown; expected visits or purchases.");
  }

  /** The datasets that have a table. */
  static List<String> datasets() {
    return Arrays.stream(values()).map(WarehouseTable::dataset).toList();
  }

  /** The dataset, which gives the table its name. */
  String dataset() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The column by which a row is merged, if rows have a key. */
  Optional<String> key() {
    return key;
  }

  /** The table with the sums of each day. */
  String daily() {
    return daily;
  }

  /** The columns of that table: what is grouped by, then the sums. */
  List<String> dailyColumns() {
    return List.of(dailyColumns.split(" ", -1));
  }

  /** What is selected for them; the first two are what is grouped by. */
  String dailySums() {
    return dailySums;
  }

  /** All tables that a load needs. */
  static List<String> all() {
    List<String> names =
        Arrays.stream(values())
            .flatMap(table -> List.of(table.dataset(), table.daily()).stream())
            .collect(Collectors.toList());
    names.add(LEDGER);
    names.add(SET_ASIDE);
    return names;
  }
}
