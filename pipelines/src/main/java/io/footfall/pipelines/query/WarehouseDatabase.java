package io.footfall.pipelines.query;

import io.footfall.dataset.Dataset;
import io.footfall.dataset.Datasets;
import io.footfall.pipelines.query.QueryFailedException.Reason;
import io.footfall.warehouse.Warehouse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Queries a warehouse in its own SQL over read-only connections. Relations that are not tables are
 * temporary views over the window tables of a stream ({@code --sink}) and the ledger of loads. On
 * Redshift, each statement includes them as common table expressions.
 */
final class WarehouseDatabase implements QueryDatabase {
  private static final int FETCHED_ROWS = 1000;
  private static final int UNLIMITED = Integer.MAX_VALUE;
  private static final Set<String> READING =
      Set.of("SELECT", "WITH", "VALUES", "TABLE", "SHOW", "EXPLAIN");
  private static final WarehouseFunctions FUNCTIONS = WarehouseFunctions.listed();
  private static final String LEDGER = "load_ledger";
  private static final Pattern REDSHIFT_ERROR =
      Pattern.compile(
          "(?:ERROR: )?(.*?)(?:\\s+(?:Detail|Hint): .*)?\\s+Position: (\\d+).*", Pattern.DOTALL);

  private final QuerySource source;
  private final Warehouse warehouse;
  private final @Nullable QueryLimits limits;
  private @Nullable Connection watching;

  WarehouseDatabase(QuerySource source, Warehouse warehouse, @Nullable QueryLimits limits)
      throws IOException {
    this.source = source;
    this.warehouse = warehouse;
    this.limits = limits;
    try {
      version();
    } catch (SQLException e) {
      throw new IOException(warehouse + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Queries restricted(QueryLimits to) throws IOException {
    return new WarehouseDatabase(source, warehouse, to);
  }

  @Override
  public boolean isWarehouse() {
    return true;
  }

  @Override
  public Set<String> relations() throws SQLException {
    try (Connection connection = connect()) {
      Set<String> tables = tables(connection).keySet();
      Set<String> relations = new TreeSet<>();
      for (Relation relation : Relation.all()) {
        if (tables.contains(relation.sqlName()) || derived(relation, tables) != null) {
          relations.add(relation.sqlName());
        }
      }
      return relations;
    }
  }

  /** Returns the column names of each table. */
  private Map<String, Set<String>> tables(Connection connection) throws SQLException {
    Map<String, Set<String>> tables = new TreeMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = ?")) {
      select.setString(1, source.schema());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          tables.computeIfAbsent(rows.getString(1), t -> new TreeSet<>()).add(rows.getString(2));
        }
      }
    }
    return tables;
  }

  /** Returns the SQL that derives a relation from other tables, or null. */
  private @Nullable String derived(Relation relation, Set<String> tables) {
    if (relation.equals(Relation.ACCOUNTING)) {
      return accounting(tables);
    }
    if (relation.equals(Relation.LOADS)) {
      return tables.contains(LEDGER)
          ? "SELECT " + relation.columnList() + " FROM " + table(LEDGER)
          : null;
    }
    for (Dataset<?> dataset : Datasets.all()) {
      ReportedSums reported = ReportedSums.of(dataset);
      String windows = dataset.name() + "_" + reported.table().name();
      if (reported.daily().name().equals(relation.sqlName()) && tables.contains(windows)) {
        return reported.ofWindows(table(windows), zone());
      }
    }
    return null;
  }

  /** Returns the zone as SQL. PostgreSQL inverts the sign of an offset unless it is an interval. */
  private String zone() {
    ZoneId zone = source.zone().normalized();
    return zone instanceof ZoneOffset offset
        ? "INTERVAL '" + offset.getTotalSeconds() + " seconds'"
        : "'" + zone.getId() + "'";
  }

  private @Nullable String accounting(Set<String> tables) {
    List<String> parts = new ArrayList<>();
    for (String dataset : Datasets.names()) {
      if (tables.contains(dataset + "_accounting")) {
        parts.add(
            "SELECT CAST('"
                + dataset
                + "' AS text) AS dataset, source, CAST(sum(read) AS bigint) AS read, CAST(sum(ok) AS"
                + " bigint) AS ok, CAST(sum(rejected) AS bigint) AS rejected, CAST(sum(duplicate) AS"
                + " bigint) AS duplicate, CAST(sum(late) AS bigint) AS late,"
                // Tables that an earlier version created lack this column.
                + " CAST(coalesce(sum((to_jsonb(a) ->> 'skipped')::bigint), 0) AS bigint) AS"
                + " skipped FROM "
                + table(dataset + "_accounting")
                + " a GROUP BY source");
      }
    }
    return parts.isEmpty() ? null : String.join(" UNION ALL ", parts);
  }

  private String table(String name) {
    return quoted(source.schema()) + "." + quoted(name);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public Connection connect() throws SQLException {
    return connect(Map.of());
  }

  private Connection connect(Map<String, String> conditions) throws SQLException {
    boolean isRedshift = warehouse.isRedshift();
    Connection connection = connect(!isRedshift, conditions);
    return isRedshift
        ? CommonTableConnection.connection(connection, commonTables(connection, conditions))
        : connection;
  }

  /** Connects with one snapshot for all statements. On Redshift, any transaction has one. */
  @Override
  public Connection connectToOneMoment() throws SQLException {
    return warehouse.isRedshift() ? connect() : QueryDatabase.super.connectToOneMoment();
  }

  @Override
  public Connection connectToSome(Map<String, String> conditions) throws SQLException {
    Connection connection = connect(conditions);
    if (!warehouse.isRedshift()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    }
    return connection;
  }

  private Connection connectToRead() throws SQLException {
    return connect(!warehouse.isRedshift(), Map.of());
  }

  /**
   * Connects.
   *
   * @param conditions an SQL condition for each restricted relation
   */
  private Connection connect(boolean withViews, Map<String, String> conditions)
      throws SQLException {
    Connection connection = warehouse.connect();
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET search_path TO " + quoted(source.schema()));
        // Times are in UTC.
        statement.execute("SET timezone TO 'UTC'");
        // Optional, because a view prevents its tables from being dropped.
        if (withViews) {
          for (Map.Entry<String, String> view :
              derivedRelations(tables(connection), conditions).entrySet()) {
            statement.execute(
                "CREATE TEMPORARY VIEW " + quoted(view.getKey()) + " AS " + view.getValue());
          }
        }
      }
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Returns common table expressions for Redshift, which has no temporary views. */
  private CommonTables commonTables(Connection connection, Map<String, String> conditions)
      throws SQLException {
    try {
      CommonTables common = new CommonTables(derivedRelations(tables(connection), conditions));
      connection.rollback();
      return common;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Returns the SQL of each relation that is not a table, lacks columns or is restricted. */
  private Map<String, String> derivedRelations(
      Map<String, Set<String>> tables, Map<String, String> conditions) {
    Map<String, String> made = new TreeMap<>();
    for (Relation relation : Relation.all()) {
      String name = relation.sqlName();
      boolean hasDay = relation.columnNames().contains("event_date");
      boolean isCut = hasDay && (source.from() != null || source.to() != null);
      @Nullable Set<String> columns = tables.get(name);
      @Nullable String select =
          columns == null
              ? derived(relation, tables.keySet())
              : !columns.containsAll(relation.columnNames())
                  ? relation.select(columns) + table(name)
                  : isCut || conditions.containsKey(name) ? "SELECT * FROM " + table(name) : null;
      if (select != null) {
        String ofDays =
            isCut
                ? "SELECT * FROM (" + select + ") AS days WHERE " + source.daysCondition()
                : select;
        made.put(
            name,
            conditions.containsKey(name)
                ? "SELECT * FROM (" + ofDays + ") AS chosen WHERE " + conditions.get(name)
                : ofDays);
      }
    }
    return made;
  }

  /** Depends on the panes, which a stream writes, and on the ledger of loads. */
  @Override
  public synchronized String version() throws SQLException {
    Connection connection = watching;
    if (connection == null || !connection.isValid(1)) {
      connection = connect(false, Map.of());
      watching = connection;
    }
    try {
      Set<String> tables = tables(connection).keySet();
      List<String> parts = new ArrayList<>();
      for (String dataset : Datasets.names()) {
        String windows = dataset + "_windows";
        if (tables.contains(windows)) {
          parts.add(
              ("(SELECT CAST(count(*) AS text) || '/' || CAST(coalesce(sum(pane), 0) AS"
                      + " text) || '/' || coalesce(CAST(max(updated_at) AS text), '') FROM %s)")
                  .formatted(table(windows)));
        }
      }
      if (tables.contains(LEDGER)) {
        parts.add(
            "(SELECT CAST(count(*) AS text) || '/' || coalesce(CAST(max(loaded_at) AS text), '') FROM "
                + table(LEDGER)
                + ")");
      }
      String version = String.join(",", tables);
      if (!parts.isEmpty()) {
        try (Statement statement = connection.createStatement();
            ResultSet row = statement.executeQuery("SELECT " + String.join(" || ' ' || ", parts))) {
          row.next();
          version = row.getString(1) + " " + version;
        }
      }
      connection.rollback();
      return version;
    } catch (SQLException e) {
      watching = null;
      connection.close();
      throw e;
    }
  }

  @Override
  public boolean refresh() {
    return false;
  }

  @Override
  public void select(String sql, RowSink to, Cancellation cancellation)
      throws QueryFailedException, IOException {
    String one = SqlStatement.single(sql);
    // The transaction is read-only, but SET could change that, and COPY can run programs.
    if (!READING.contains(SqlStatement.firstWord(one))) {
      throw new QueryFailedException(
          Reason.REFUSED, "Queries are read-only. Use SELECT, WITH, VALUES or EXPLAIN.");
    }
    if (limits != null) {
      FUNCTIONS.check(one);
    }
    try (Connection connection = connectToRead();
        Statement statement = connection.createStatement()) {
      CommonTables common =
          warehouse.isRedshift() ? commonTables(connection, Map.of()) : new CommonTables(Map.of());
      CommonTables.Sent sent = common.with(one);
      // Set only now, so that the limit does not apply to the queries for the tables.
      if (limits != null) {
        statement.execute("SET statement_timeout TO " + limits.time().toMillis());
      }
      statement.setFetchSize(FETCHED_ROWS);
      JdbcRows.select(statement, sent.sql(), to, cancellation, limits, e -> explain(e, sent));
    } catch (SQLException e) {
      throw explain(e, new CommonTables.Sent(one, 0, 0));
    }
  }

  private static QueryFailedException explain(SQLException e, CommonTables.Sent sent) {
    String state = String.valueOf(e.getSQLState());
    Reason reason =
        switch (state) {
          case "57014" -> Reason.TIME;
          case "25006", "42501" -> Reason.REFUSED;
          case "53200" -> Reason.MEMORY;
          default ->
              state.startsWith("08") || state.startsWith("57") ? Reason.DATABASE : Reason.WRONG;
        };
    @Nullable ServerErrorMessage server =
        e instanceof PSQLException p ? p.getServerErrorMessage() : null;
    if (server != null) {
      return new QueryFailedException(
          reason, String.valueOf(server.getMessage()), sent.original(server.getPosition() - 1), e);
    }
    // Redshift's driver reports the position only in the text.
    Matcher error = REDSHIFT_ERROR.matcher(String.valueOf(e.getMessage()));
    return error.matches()
        ? new QueryFailedException(
            reason, error.group(1), sent.original(Integer.parseInt(error.group(2)) - 1), e)
        : new QueryFailedException(reason, String.valueOf(e.getMessage()), -1, e);
  }

  @Override
  public QueryResult query(String sql, Cancellation cancellation) throws QueryFailedException {
    return JdbcRows.collect(this, sql, limits == null ? UNLIMITED : limits.rows(), cancellation);
  }

  @Override
  public synchronized void close() {
    Connection connection = watching;
    watching = null;
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot close the connection: " + e.getMessage(), e);
      }
    }
  }
}
