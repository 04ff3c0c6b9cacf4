package io.footfall.pipelines.publish;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query that no run has sent yet, identified by a column whose values increase.
 *
 * <p>Rows with the last value are read again, because more of them may have been added; those that
 * were sent are recognized by their ids. Rows whose time is in the future are held back: a position
 * beyond the present would exclude all rows added until then.
 *
 * <p>Thread-safe: the parts of a snapshot share one instance.
 */
final class NewRows {
  private final @Nullable String column;
  private final CursorFile.Position position;
  private final @Nullable String present;
  private final Map<String, Integer> sent = new ConcurrentHashMap<>();

  private NewRows(@Nullable String column, CursorFile.Position position, @Nullable String present) {
    this.column = column;
    this.position = position;
    this.present = present;
    List<String> ids = position.sent();
    if (ids != null) {
      ids.forEach(id -> sent.merge(id, 1, Integer::sum));
    }
  }

  /**
   * Returns the rows after a position; without a cursor column, all rows.
   *
   * @param connection describes the column
   */
  static NewRows of(QueryFeed.Request request, CursorFile.Position position, Connection connection)
      throws SQLException {
    String column = request.cursorColumn();
    return new NewRows(
        column, position, column == null ? null : present(request, column, connection));
  }

  /**
   * Returns SQL for the present, or null if the column is not a time. For a column without a time
   * zone, the present is the later of local time and UTC.
   */
  private static @Nullable String present(
      QueryFeed.Request request, String column, Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(request.select())) {
      ResultSetMetaData columns = statement.getMetaData();
      for (int i = 1; columns != null && i <= columns.getColumnCount(); i++) {
        if (!columns.getColumnLabel(i).equalsIgnoreCase(column)) {
          continue;
        }
        boolean zoned =
            columns.getColumnTypeName(i).toLowerCase(Locale.ROOT).equals("timestamptz")
                || columns.getColumnType(i) == Types.TIMESTAMP_WITH_TIMEZONE;
        if (zoned) {
          return "current_timestamp";
        }
        if (columns.getColumnType(i) == Types.TIMESTAMP) {
          return "greatest(localtimestamp, current_timestamp at time zone 'UTC')";
        }
        if (columns.getColumnType(i) == Types.DATE) {
          return "greatest(current_date, cast(current_timestamp at time zone 'UTC' as date))";
        }
      }
      return null;
    }
  }

  /** Returns the conditions in SQL, with a parameter for {@link #after} if that is not null. */
  List<String> conditions() {
    List<String> conditions = new ArrayList<>();
    if (column != null) {
      conditions.add(
          position.value() == null
              ? column + " is not null"
              : column + (position.sent() == null ? " > ?" : " >= ?"));
      if (present != null) {
        conditions.add(column + " <= " + present);
      }
    }
    return conditions;
  }

  /** Returns the value of the parameter. */
  @Nullable String after() {
    return column == null ? null : position.value();
  }

  /** Returns a condition for the rows that are held back; null if the column is not a time. */
  @Nullable String waiting() {
    return present == null ? null : column + " > " + present;
  }

  /** Returns whether some of the rows were sent before, so that ids are needed. */
  boolean hasSent() {
    return !sent.isEmpty();
  }

  /** Returns whether a row was sent before. Of identical rows, each call accounts for one. */
  boolean wasSent(String id) {
    int[] found = new int[1];
    sent.computeIfPresent(
        id,
        (same, times) -> {
          found[0] = 1;
          return times == 1 ? null : times - 1;
        });
    return found[0] == 1;
  }
}
