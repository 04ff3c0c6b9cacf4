package io.footfall.pipelines.serve;

import io.footfall.dataset.Datasets;
import io.footfall.pipelines.query.Queries;
import io.footfall.pipelines.query.QueryDatabase;
import io.footfall.pipelines.query.QueryLimits;
import io.footfall.pipelines.query.QuerySource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The current data. The dashboard's own queries and those of users go to separate databases, the
 * latter restricted; both are refreshed together.
 */
final class LiveData implements AutoCloseable {
  private static final int LOADS_SHOWN = 8;

  private final QueryDatabase own;
  private final Queries restricted;
  private final Clock clock;
  private final boolean hasUnknownRejects;
  private volatile Status status;

  /**
   * Opens a source.
   *
   * @throws IOException if it cannot be read
   */
  LiveData(QuerySource source, QueryLimits limits, Clock clock) throws IOException {
    this.clock = clock;
    hasUnknownRejects = source.hasUnknownRejects();
    own = QueryDatabase.open(source);
    try {
      restricted = own.restricted(limits);
    } catch (IOException | RuntimeException e) {
      own.close();
      throw e;
    }
    try {
      status = own.readWithRetry(() -> read(own.version()));
    } catch (SQLException e) {
      close();
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Returns the database for the dashboard's own queries. */
  QueryDatabase own() {
    return own;
  }

  /** Returns the database for queries of users. */
  Queries restricted() {
    return restricted;
  }

  /** Returns the state as of the last poll. */
  Status status() {
    return status;
  }

  /**
   * Polls for changes and makes them visible.
   *
   * @return whether the data changed
   * @throws IOException if the lake cannot be read
   * @throws SQLException if the warehouse does not respond
   */
  boolean poll() throws IOException, SQLException {
    String version = own.version();
    if (version.equals(status.version())) {
      return false;
    }
    own.refresh();
    restricted.refresh();
    status = own.readWithRetry(() -> read(version));
    return true;
  }

  /**
   * The state of the data.
   *
   * @param version changes whenever the data does
   * @param changed time of the last change
   * @param isWarehouse whether the source is a warehouse
   * @param relations the available relations
   * @param newest per dataset, the time of the newest record, or the end of the newest window
   * @param counts the accounting, if known
   * @param rejects per dataset, the number of records not counted
   * @param loads the latest batches
   */
  record Status(
      String version,
      Instant changed,
      boolean isWarehouse,
      Set<String> relations,
      Map<String, Instant> newest,
      Map<String, Long> counts,
      Map<String, Long> rejects,
      List<Load> loads) {}

  /**
   * A sealed or loaded batch.
   *
   * @param dataset its dataset
   * @param batch its name
   * @param rows number of rows
   * @param at the time at which it was sealed or loaded
   */
  record Load(String dataset, String batch, long rows, @Nullable Instant at) {}

  private Status read(String version) throws SQLException {
    try (Connection connection = own.connect();
        Statement statement = connection.createStatement()) {
      Set<String> relations = new TreeSet<>(own.relations());
      if (hasUnknownRejects) {
        relations.remove("rejects");
      }
      Map<String, Long> counts = counts(statement, relations);
      return new Status(
          version,
          clock.instant(),
          own.isWarehouse(),
          relations,
          newest(connection, relations),
          counts,
          rejects(statement, relations),
          loads(statement, relations));
    }
  }

  private static Map<String, Instant> newest(Connection connection, Set<String> relations)
      throws SQLException {
    Map<String, Instant> newest = new TreeMap<>();
    for (String dataset : Datasets.names()) {
      Optional<String> select = Optional.empty();
      if (relations.contains(dataset)) {
        // Looking for the last day first is much cheaper.
        select =
            Optional.of(
                ("SELECT max(\"timestamp\") FROM %s WHERE event_date = (SELECT max(event_date)"
                        + " FROM %s)")
                    .formatted(dataset, dataset));
      } else if (hasTable(connection, dataset + "_windows")) {
        select = Optional.of("SELECT max(window_end) FROM " + dataset + "_windows");
      }
      if (select.isPresent()) {
        try (Statement statement = connection.createStatement();
            ResultSet row = statement.executeQuery(select.get())) {
          if (row.next()) {
            instant(row, 1).ifPresent(time -> newest.put(dataset, time));
          }
        }
      }
    }
    return newest;
  }

  private static boolean hasTable(Connection connection, String name) throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, connection.getSchema(), name, null)) {
      return tables.next();
    }
  }

  private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
    // Redshift's timestamps are UTC without a zone.
    @Nullable Object value = row.getObject(column);
    if (value instanceof OffsetDateTime time) {
      return Optional.of(time.toInstant());
    }
    if (value instanceof Timestamp time) {
      boolean hasZone =
          row.getMetaData().getColumnTypeName(column).toLowerCase(Locale.ROOT).contains("tz");
      return Optional.of(
          hasZone ? time.toInstant() : time.toLocalDateTime().toInstant(ZoneOffset.UTC));
    }
    return Optional.empty();
  }

  private static Map<String, Long> counts(Statement statement, Set<String> relations)
      throws SQLException {
    Map<String, Long> counts = new TreeMap<>();
    if (!relations.contains("accounting")) {
      return counts;
    }
    List<String> names = List.of("read", "ok", "rejected", "duplicate", "late", "skipped");
    try (ResultSet row =
        statement.executeQuery(
            "SELECT count(*), sum(\"read\"), sum(ok), sum(rejected), sum(duplicate), sum(late),"
                + " sum(skipped) FROM accounting")) {
      if (row.next() && row.getLong(1) > 0) {
        for (int i = 0; i < names.size(); i++) {
          counts.put(names.get(i), row.getLong(i + 2));
        }
      }
    }
    return counts;
  }

  private static Map<String, Long> rejects(Statement statement, Set<String> relations)
      throws SQLException {
    Map<String, Long> rejects = new TreeMap<>();
    String select =
        relations.contains("rejects")
            ? "SELECT dataset, count(*) FROM rejects GROUP BY dataset"
            : relations.contains("accounting")
                ? "SELECT dataset, sum(rejected + late) FROM accounting GROUP BY dataset"
                : "";
    if (!select.isEmpty()) {
      try (ResultSet rows = statement.executeQuery(select)) {
        while (rows.next()) {
          @Nullable String dataset = rows.getString(1);
          rejects.put(dataset == null ? "unknown" : dataset, rows.getLong(2));
        }
      }
    }
    return rejects;
  }

  private static List<Load> loads(Statement statement, Set<String> relations) throws SQLException {
    List<Load> loads = new ArrayList<>();
    if (relations.contains("loads")) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT dataset, batch, row_count, loaded_at FROM loads"
                  + " ORDER BY loaded_at DESC, batch DESC LIMIT "
                  + LOADS_SHOWN)) {
        while (rows.next()) {
          loads.add(
              new Load(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getLong(3),
                  instant(rows, 4).orElse(null)));
        }
      }
    }
    return loads;
  }

  @Override
  public void close() {
    restricted.close();
    own.close();
  }
}
