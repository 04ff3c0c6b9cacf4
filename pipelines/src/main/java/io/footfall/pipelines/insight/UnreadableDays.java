package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The days of a lake whose sums overflow the database's decimals. A lake of an older version may
 * have such values, which must not make all other days unavailable. These days are hidden from the
 * queries of a connection, and the page lists them.
 */
final class UnreadableDays {
  /** Maximum sum of a day, so that the sum of 10,000 days does not overflow. */
  private static final String LARGEST_SUM = "1e25";

  /** DuckDB's name for the type of a temporary table. */
  private static final String TEMPORARY = "LOCAL TEMPORARY";

  private static final Map<String, String> NUMBERS =
      Map.of("visits", "page_view_duration", "purchases", "amount");

  private final Map<String, List<LocalDate>> days = new TreeMap<>();

  static UnreadableDays none() {
    return new UnreadableDays();
  }

  /** Returns whether a query failed because a number is too large for its type. */
  static boolean isReasonOf(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT);
      if (t instanceof SQLException
          && (message.contains("overflow") || message.contains("out of range"))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Finds these days and hides them from later queries of the connection, in one pass over each
   * dataset. Rolls back first, because the failed query has aborted the connection's transaction.
   *
   * @throws FootfallException if the database does not respond
   */
  static UnreadableDays hide(Connection connection, Set<String> relations) {
    rollBack(connection);
    UnreadableDays found = new UnreadableDays();
    InsightQueries answers = new InsightQueries(connection, relations);
    NUMBERS.forEach(
        (dataset, number) -> {
          if (answers.knows(dataset)) {
            List<LocalDate> ofDataset = new ArrayList<>();
            answers.forEachRow(
                ("SELECT event_date FROM %s GROUP BY event_date HAVING SUM(ABS(CAST(%s AS"
                        + " DOUBLE PRECISION))) >= %s ORDER BY 1")
                    .formatted(qualified(connection, dataset), number, LARGEST_SUM),
                row -> ofDataset.add(Days.day(row, 1)));
            if (!ofDataset.isEmpty()) {
              found.days.put(dataset, ofDataset);
              hide(connection, dataset, ofDataset);
            }
          }
        });
    return found;
  }

  private static void rollBack(Connection connection) {
    try {
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw new FootfallException(Kind.IO, "The database does not respond: " + e.getMessage(), e);
    }
  }

  /** Returns the name of a dataset's records, even if a view of an earlier call hides some. */
  private static String qualified(Connection connection, String dataset) {
    try {
      return isCopy(connection, dataset)
          ? dataset
          : connection.getCatalog() + "." + connection.getSchema() + "." + dataset;
    } catch (SQLException e) {
      throw new FootfallException(Kind.IO, "The database does not respond: " + e.getMessage(), e);
    }
  }

  /** Returns whether the connection has only a copy of the records of one customer. */
  private static boolean isCopy(Connection connection, String dataset) throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables("temp", null, dataset, new String[] {TEMPORARY})) {
      return tables.next();
    }
  }

  private static void hide(Connection connection, String dataset, List<LocalDate> days) {
    String these =
        "("
            + days.stream().map(day -> "DATE '" + day + "'").collect(Collectors.joining(", "))
            + ")";
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          isCopy(connection, dataset)
              ? "DELETE FROM " + dataset + " WHERE event_date IN " + these
              : "CREATE OR REPLACE TEMP VIEW %s AS SELECT * FROM %s WHERE event_date NOT IN %s"
                  .formatted(dataset, qualified(connection, dataset), these));
    } catch (SQLException e) {
      throw new FootfallException(Kind.IO, "The database does not respond: " + e.getMessage(), e);
    }
  }

  boolean isEmpty() {
    return days.isEmpty();
  }

  void write(JsonGenerator json) throws IOException {
    if (!days.isEmpty()) {
      json.writePOJOField("unreadable", days);
    }
  }
}
