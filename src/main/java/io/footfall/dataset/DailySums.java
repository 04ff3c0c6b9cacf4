package io.footfall.dataset;

import io.footfall.parquet.ParquetColumn.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums over the records of each day. Where the records are unavailable, a report table provides the
 * sums, from columns of the same names or computed from others. Both sources must produce the same
 * numbers.
 *
 * @param name the relation's name in SQL
 * @param about the meaning of a row, such as {@code a row per day and URL}
 * @param keys the columns of the records that rows are grouped by, in addition to the day
 * @param sums the sums
 */
public record DailySums(String name, String about, List<Column> keys, List<Column> sums) {
  /** The column that holds the day, of the records and of their sums. */
  public static final String DAY = "event_date";

  /** Copies the lists. */
  public DailySums {
    keys = List.copyOf(keys);
    sums = List.copyOf(sums);
  }

  /**
   * A column.
   *
   * @param name its name
   * @param kind the type of its values
   * @param sql the expression over the records that computes it; the same for every database
   * @param reported the expression over a row of the report table that provides it; its name if the
   *     table has the column
   * @param nullable whether the sum is null if there are no values to add
   */
  public record Column(String name, Kind kind, String sql, String reported, boolean nullable) {
    /** Returns a nullable copy, for a sum that may have no values to add. */
    public Column orNull() {
      return new Column(name, kind, sql, reported, true);
    }

    /** Returns a copy that is computed from other columns of the report table. */
    public Column reportedAs(String expression) {
      return new Column(name, kind, sql, expression, nullable);
    }

    /** Returns whether the report table has a column of this name. */
    public boolean isReported() {
      return reported.equals(name);
    }
  }

  /** Returns a column of the records that rows are grouped by. */
  public static Column key(String name, Kind kind) {
    return new Column(name, kind, name, name, false);
  }

  /** Returns a column with a sum. */
  public static Column sum(String name, Kind kind, String sql) {
    return new Column(name, kind, sql, name, false);
  }

  /** Returns all columns in order: the day, the keys, the sums. */
  public List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(key(DAY, Kind.DATE));
    columns.addAll(keys);
    columns.addAll(sums);
    return columns;
  }

  /** Returns the names of the columns that rows are grouped by: the day, then the keys. */
  public List<String> groupedBy() {
    return columns().subList(0, 1 + keys.size()).stream().map(Column::name).toList();
  }
}
