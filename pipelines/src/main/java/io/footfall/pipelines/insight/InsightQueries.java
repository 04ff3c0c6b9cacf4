package io.footfall.pipelines.insight;

import io.footfall.duckdb.StreamedResult;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Runs queries row by row, without holding large results in memory. */
final class InsightQueries {
  private static final int ROWS_AT_A_TIME = 10_000;
  private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9_+/-]+");

  private final Connection connection;
  private final Set<String> relations;
  private Optional<String> hour = Optional.empty();

  InsightQueries(Connection connection, Set<String> relations) {
    this.connection = connection;
    this.relations = Set.copyOf(relations);
  }

  /** Sets the time zone of the days, for {@link #hour}. */
  void setZone(String zone) {
    try {
      String time = "\"timestamp\"";
      if (connection.getMetaData().getURL().contains("redshift")) {
        // Redshift's timestamps are in UTC, although their type has no zone.
        hour = zone.equals("UTC") ? Optional.of(time) : Optional.empty();
      } else {
        hour =
            ZONE.matcher(zone).matches()
                ? Optional.of(time + " AT TIME ZONE '" + zone + "'")
                : Optional.empty();
      }
      hour = hour.map(local -> "CAST(EXTRACT(HOUR FROM " + local + ") AS INTEGER)");
    } catch (SQLException e) {
      throw new FootfallException(Kind.IO, "The database does not respond: " + e.getMessage(), e);
    }
  }

  /** Returns SQL for the hour of a record, if all days have the same time zone. */
  Optional<String> hour() {
    return hour;
  }

  /** Returns the relations without those that are sums over all records. */
  static Set<String> withoutSums(Set<String> relations) {
    Set<String> others = new HashSet<>(relations);
    others.removeAll(Set.of("url_stats", "customer_days"));
    return others;
  }

  /** Receives a row. */
  interface Row {
    /** Returns whether another row is wanted. */
    boolean take(ResultSet row) throws SQLException;
  }

  /** Receives every row. */
  interface RowConsumer {
    void take(ResultSet row) throws SQLException;
  }

  /** Returns whether a relation exists and has a row. */
  boolean has(String relation) {
    return has(relation, relation);
  }

  /**
   * Returns whether a relation exists and a part of it has a row.
   *
   * @param part the text after FROM
   */
  boolean has(String relation, String part) {
    if (!relations.contains(relation)) {
      return false;
    }
    boolean[] found = new boolean[1];
    forEachRow("SELECT 1 FROM " + part + " LIMIT 1", row -> found[0] = true);
    return found[0];
  }

  /** Returns whether a relation exists, even if it is empty. */
  boolean knows(String relation) {
    return relations.contains(relation);
  }

  /** Returns the names of the columns of a relation. */
  Set<String> columns(String relation) {
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT * FROM " + relation + " WHERE FALSE");
        ResultSet rows = statement.executeQuery()) {
      Set<String> names = new HashSet<>();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        names.add(rows.getMetaData().getColumnName(i));
      }
      return names;
    } catch (SQLException e) {
      throw new FootfallException(Kind.IO, "The database does not respond: " + e.getMessage(), e);
    }
  }

  void forEachRow(String sql, RowConsumer each) {
    readRows(
        sql,
        row -> {
          each.take(row);
          return true;
        });
  }

  /** Runs a query and passes rows on until the receiver has enough. */
  void readRows(String sql, Row each) {
    readRows(sql, List.of(), each);
  }

  /**
   * Runs a query and passes rows on until the receiver has enough.
   *
   * @param texts values of the question marks
   * @throws FootfallException if the database does not respond
   */
  void readRows(String sql, List<String> texts, Row each) {
    try (PreparedStatement statement = prepare(sql, texts)) {
      statement.setFetchSize(ROWS_AT_A_TIME);
      boolean more = true;
      try (ResultSet rows = statement.executeQuery()) {
        while (more && rows.next()) {
          more = each.take(rows);
        }
      }
      if (more) {
        StreamedResult.requireComplete(
            connection,
            sql,
            again -> {
              try (PreparedStatement explain = prepare(again, texts)) {
                explain.execute();
              }
            });
      }
    } catch (SQLException e) {
      throw new FootfallException(Kind.IO, "The database does not respond: " + e.getMessage(), e);
    }
  }

  private PreparedStatement prepare(String sql, List<String> texts) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < texts.size(); i++) {
      statement.setString(i + 1, texts.get(i));
    }
    return statement;
  }
}
