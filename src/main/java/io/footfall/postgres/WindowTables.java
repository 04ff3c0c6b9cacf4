package io.footfall.postgres;

import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.Dataset;
import io.footfall.report.StreamOwner;
import io.footfall.report.WindowResult;
import io.footfall.report.WindowSink;
import io.footfall.table.MergedRuns;
import io.footfall.table.Table;
import io.footfall.table.Table.Column;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/**
 * The results of a dataset's windows as tables of a PostgreSQL database: {@code visits_urls} or
 * {@code purchases_customer_days} with a row per window and key, {@code visits_windows} with a row
 * per window, {@code visits_accounting} with one per window and shard.
 *
 * <p>One transaction writes a result, so that a reader always sees a window as of one pane. Rows
 * are upserted: a later pane replaces an earlier one, and the same pane again changes nothing. Rows
 * that another run has left in the window are deleted, and so are windows that overlap with it. The
 * tables are therefore always consistent. Rows are sent by {@code COPY}, about ten times as fast as
 * with single statements.
 *
 * <p>PostgreSQL text cannot contain NUL: it is stored as U+2400.
 */
final class WindowTables implements Closeable {
  private static final String WINDOW =
      "window_start timestamptz NOT NULL, window_end timestamptz NOT NULL";
  private static final String PANE = "pane bigint NOT NULL, final boolean NOT NULL";
  private static final List<String> COUNTS =
      List.of("read", "ok", "rejected", "duplicate", "late", "skipped");
  private static final String WINDOWS = "windows";
  private static final String ACCOUNTING = "accounting";
  private static final int MOST_CLEARED = 10_000;
  private static final int COPIED_BYTES = 1 << 16;
  private static final String NUL_SYMBOL = "\u2400";

  private final Connection connection;
  private final Dataset<?> dataset;
  private final String prefix;
  private final OwnedTables ownership;
  private final Set<Long> cleared = new HashSet<>();
  private @Nullable StreamOwner owner;
  private boolean hasNoted;

  /**
   * Connects, and creates missing tables.
   *
   * @throws SQLException if the database is unreachable or reports an error
   */
  WindowTables(PostgresDatabase database, Dataset<?> dataset) throws SQLException {
    this.dataset = dataset;
    prefix = dataset.schema().dataset() + "_";
    connection = database.connect();
    connection.setAutoCommit(false);
    ownership = new OwnedTables(connection, dataset.schema().dataset(), database.toString());
    try {
      createTables();
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  OwnedTables ownership() {
    return ownership;
  }

  /**
   * Writes for a run, which must own the tables at every write.
   *
   * @param run a run that has claimed the tables
   */
  void setOwner(StreamOwner run) {
    owner = run;
    hasNoted = false;
  }

  private void createTables() throws SQLException {
    String counts =
        COUNTS.stream().map(c -> c + " bigint NOT NULL").collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement()) {
      // Creating the same table concurrently can fail, even with IF NOT EXISTS.
      statement.execute("SELECT pg_advisory_xact_lock(hashtext('footfall tables'))");
      OwnedTables.create(statement);
      for (Table table : dataset.tables()) {
        createTable(
            statement,
            name(table),
            columns(table) + ", " + PANE + ", PRIMARY KEY (window_start, " + keys(table) + ")");
      }
      createTable(
          statement,
          prefix + WINDOWS,
          "%s, totals jsonb NOT NULL, %s, updated_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (window_start)"
              .formatted(counts, PANE));
      createTable(
          statement,
          prefix + ACCOUNTING,
          "source text NOT NULL, " + counts + ", " + PANE + ", PRIMARY KEY (window_start, source)");
      upgrade(statement);
    }
    connection.commit();
  }

  /**
   * Creates a table if it does not exist. PostgreSQL checks the privilege to create even if it
   * exists.
   */
  private static void createTable(Statement statement, String table, String columns)
      throws SQLException {
    if (!isThere(statement, table)) {
      statement.execute("CREATE TABLE " + table + " (" + WINDOW + ", " + columns + ")");
    }
  }

  /**
   * Upgrades the tables of an earlier version: adds the count of skipped records, and permits empty
   * values.
   */
  private void upgrade(Statement statement) throws SQLException {
    for (String table : List.of(prefix + WINDOWS, prefix + ACCOUNTING)) {
      if (!isTrue(statement, attribute(table, "skipped", "true"))) {
        statement.execute("ALTER TABLE " + table + " ADD COLUMN skipped bigint NOT NULL DEFAULT 0");
      }
    }
    for (Table table : dataset.tables()) {
      for (Column column : table.columns()) {
        if (!column.isKey()
            && isTrue(statement, attribute(name(table), column.name(), "attnotnull"))) {
          statement.execute(
              "ALTER TABLE " + name(table) + " ALTER COLUMN " + column.name() + " DROP NOT NULL");
        }
      }
    }
  }

  private static String attribute(String table, String column, String condition) {
    return """
        SELECT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass('%s')
          AND attname = '%s' AND NOT attisdropped AND %s)
        """
        .formatted(table, column, condition);
  }

  private static boolean isTrue(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      return result.next() && result.getBoolean(1);
    }
  }

  static boolean isThere(Statement statement, String table) throws SQLException {
    return isTrue(statement, "SELECT to_regclass('" + table + "') IS NOT NULL");
  }

  /**
   * Returns the sum over all windows in the tables.
   *
   * @throws SQLException if a statement fails
   */
  WindowSink.Total total() throws SQLException {
    String sums =
        COUNTS.stream().map(c -> "coalesce(sum(" + c + "), 0)").collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT " + sums + " FROM " + prefix + WINDOWS)) {
      result.next();
      WindowSink.Total total =
          new WindowSink.Total(
              result.getLong(1),
              result.getLong(2),
              result.getLong(3),
              result.getLong(4),
              result.getLong(5),
              result.getLong(6),
              Optional.empty());
      connection.commit();
      return total;
    }
  }

  /**
   * Returns the privileges that the database user lacks to write the windows of the dataset; empty
   * if none.
   *
   * @return privileges such as {@code UPDATE on visits_urls}
   * @throws SQLException if the database is unreachable or reports an error
   */
  static List<String> missingPrivileges(PostgresDatabase database, Dataset<?> dataset)
      throws SQLException {
    String prefix = dataset.schema().dataset() + "_";
    List<String> tables = new ArrayList<>();
    dataset.tables().forEach(table -> tables.add(prefix + table.name()));
    tables.add(prefix + WINDOWS);
    tables.add(prefix + ACCOUNTING);
    tables.add(OwnedTables.TABLE);
    List<String> missing = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      boolean allThere = true;
      for (String table : tables) {
        if (!isThere(statement, table)) {
          allThere = false;
          continue;
        }
        for (String privilege : List.of("SELECT", "INSERT", "UPDATE", "DELETE")) {
          if (!holds(statement, "has_table_privilege('" + table + "', '" + privilege + "')")) {
            missing.add(privilege + " on " + table);
          }
        }
      }
      if (!allThere && !holds(statement, "has_schema_privilege(current_schema(), 'CREATE')")) {
        missing.add("CREATE on the schema");
      }
      if (!holds(statement, "has_database_privilege(current_database(), 'TEMPORARY')")) {
        missing.add("TEMPORARY on the database");
      }
    }
    return missing;
  }

  /** Evaluates a condition, which is null if the search path has no schema. */
  private static boolean holds(Statement statement, String condition) throws SQLException {
    try (ResultSet result = statement.executeQuery("SELECT coalesce(" + condition + ", false)")) {
      return result.next() && result.getBoolean(1);
    }
  }

  private String name(Table table) {
    return prefix + table.name();
  }

  private static String columns(Table table) {
    return table.columns().stream()
        .map(c -> c.name() + " " + type(c) + (c.isKey() ? " NOT NULL" : ""))
        .collect(Collectors.joining(", "));
  }

  private static String type(Column column) {
    return switch (column.type()) {
      case TEXT -> "text";
      case DATE -> "date";
      case INTEGER -> "bigint";
      case DECIMAL -> "numeric";
    };
  }

  private static String keys(Table table) {
    return table.columns().stream()
        .filter(Column::isKey)
        .map(Column::name)
        .collect(Collectors.joining(", "));
  }

  /**
   * Writes several results in one transaction.
   *
   * @throws SQLException if the database is unreachable or reports an error; no result is written
   *     then
   * @throws io.footfall.errors.PermanentFailure if another run owns the tables
   */
  void upsert(Iterable<WindowResult> results) throws SQLException {
    try {
      StreamOwner run = owner;
      if (run != null) {
        if (!hasNoted) {
          ownership.noteWrite(run);
          hasNoted = true;
        }
        ownership.requireOwner(run);
      }
      for (WindowResult result : results) {
        deleteEarlier(result);
        for (int t = 0; t < dataset.tables().size(); t++) {
          upsertRows(t, result);
          deleteOthers(name(dataset.tables().get(t)), result);
        }
        upsertCounts(result);
        deleteOthers(prefix + ACCOUNTING, result);
        upsertWindow(result);
      }
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      try {
        connection.rollback();
      } catch (SQLException alsoGone) {
        e.addSuppressed(alsoGone);
      }
      throw e;
    }
  }

  /**
   * Returns whether the tables contain a result: its window has the same pane and counts.
   *
   * @throws SQLException if the database is unreachable or reports an error
   */
  boolean has(WindowResult result) throws SQLException {
    try (PreparedStatement ask =
        connection.prepareStatement(
            "SELECT count(*) FROM %s WHERE window_start = ? AND window_end = ? AND pane = ? AND final = ? AND %s = ?"
                .formatted(prefix + WINDOWS, String.join(" = ? AND ", COUNTS)))) {
      setCounts(ask, setWindow(ask, result), result.total());
      try (ResultSet found = ask.executeQuery()) {
        boolean has = found.next() && found.getLong(1) == 1;
        connection.commit();
        return has;
      }
    }
  }

  /**
   * Deletes the rows of a window that are not of this pane: a pane contains all rows of its window,
   * so the others belong to another run.
   */
  private void deleteOthers(String table, WindowResult result) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM %s WHERE window_start = ? AND (window_end <> ? OR pane <> ? OR final <> ?)"
                .formatted(table))) {
      setWindow(delete, result);
      delete.executeUpdate();
    }
  }

  /**
   * Deletes, before the first write of a window, the results of another run: the same window, and
   * overlapping windows of another length, which count the same records again.
   */
  private void deleteEarlier(WindowResult result) throws SQLException {
    if (cleared.size() > MOST_CLEARED) {
      cleared.clear();
    }
    if (!cleared.add(result.startMillis())) {
      return;
    }
    List<OffsetDateTime> earlier = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT window_start FROM %s WHERE window_start < ? AND window_end > ?"
                .formatted(prefix + WINDOWS))) {
      select.setObject(1, OffsetDateTime.ofInstant(result.end(), ZoneOffset.UTC));
      select.setObject(2, OffsetDateTime.ofInstant(result.start(), ZoneOffset.UTC));
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          earlier.add(found.getObject(1, OffsetDateTime.class));
        }
      }
    }
    if (earlier.isEmpty()) {
      return;
    }
    List<String> tables = new ArrayList<>(List.of(prefix + WINDOWS, prefix + ACCOUNTING));
    dataset.tables().forEach(table -> tables.add(name(table)));
    for (String table : tables) {
      try (PreparedStatement delete =
          connection.prepareStatement("DELETE FROM " + table + " WHERE window_start = ?")) {
        for (OffsetDateTime start : earlier) {
          delete.setObject(1, start);
          delete.addBatch();
        }
        delete.executeBatch();
      }
    }
  }

  private void upsertRows(int index, WindowResult result) throws SQLException {
    Table table = dataset.tables().get(index);
    if (result.runs().stream().noneMatch(run -> run.table() == index)) {
      return;
    }
    String stage = name(table) + "_stage";
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TEMPORARY TABLE IF NOT EXISTS %s (%s) ON COMMIT DELETE ROWS"
              .formatted(stage, columns(table)));
      statement.execute("DELETE FROM " + stage);
      // The replacement of NUL can make two keys equal.
      String distinct = copy(stage, result, index) ? "DISTINCT ON (" + keys(table) + ") " : "";
      statement.executeUpdate(
          """
          INSERT INTO %s (window_start, window_end, %s, pane, final)
          SELECT %s timestamptz '%s', timestamptz '%s', %s, %s, %s FROM %s
          ON CONFLICT (window_start, %s) DO UPDATE SET %s
          """
              .formatted(
                  name(table),
                  table.header(),
                  distinct,
                  result.start(),
                  result.end(),
                  table.header(),
                  result.pane(),
                  result.isFinal(),
                  stage,
                  keys(table),
                  replaced(table)));
    }
  }

  private static String replaced(Table table) {
    return replaced(table.columns().stream().filter(c -> !c.isKey()).map(Column::name));
  }

  /** Returns the assignments of an upsert: the window's end, its pane and these columns. */
  private static String replaced(Stream<String> columns) {
    return Stream.concat(Stream.of("window_end", "pane", "final"), columns)
        .map(n -> n + " = excluded." + n)
        .collect(Collectors.joining(", "));
  }

  /** Copies the rows of a table, and returns whether a NUL character was replaced in them. */
  private boolean copy(String stage, WindowResult result, int table) throws SQLException {
    CopyManager manager = connection.unwrap(PGConnection.class).getCopyAPI();
    boolean hasNul = false;
    ByteOutput rows = new ByteOutput(2 * COPIED_BYTES);
    CopyIn copy = manager.copyIn("COPY " + stage + " FROM STDIN (FORMAT csv, ENCODING 'UTF8')");
    try (MergedRuns merged = result.rows(dataset, table)) {
      while (merged.hasRow()) {
        rows.reset();
        for (; merged.hasRow() && rows.size() < COPIED_BYTES; merged.advance()) {
          merged.appendRow(rows);
        }
        boolean without = hasNul(rows);
        byte[] bytes = without ? withoutNul(rows) : rows.array();
        copy.writeToCopy(bytes, 0, without ? bytes.length : rows.size());
        hasNul |= without;
      }
      copy.endCopy();
      return hasNul;
    } catch (IOException e) {
      throw new SQLException("COPY into " + stage + " failed: " + e.getMessage(), e);
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static boolean hasNul(ByteOutput rows) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.array()[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private static byte[] withoutNul(ByteOutput rows) {
    return new String(rows.array(), 0, rows.size(), StandardCharsets.UTF_8)
        .replace("\0", NUL_SYMBOL)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void upsertCounts(WindowResult result) throws SQLException {
    String names = String.join(", ", COUNTS);
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO %s (window_start, window_end, pane, final, source, %s)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (window_start, source)
            DO UPDATE SET %s
            """
                .formatted(prefix + ACCOUNTING, names, replaced(COUNTS.stream())))) {
      for (Map.Entry<String, SourceCounts> source : result.counts().entrySet()) {
        int at = setWindow(insert, result);
        insert.setString(at++, source.getKey());
        setCounts(insert, at, source.getValue());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void upsertWindow(WindowResult result) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO %s (window_start, window_end, pane, final, totals, %s)
            VALUES (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?) ON CONFLICT (window_start)
            DO UPDATE SET totals = excluded.totals, updated_at = now(), %s
            """
                .formatted(
                    prefix + WINDOWS, String.join(", ", COUNTS), replaced(COUNTS.stream())))) {
      int at = setWindow(insert, result);
      insert.setString(at++, json(result.totals()));
      setCounts(insert, at, result.total());
      insert.executeUpdate();
    }
  }

  /** Returns totals as a JSON object. Their names are plain words, which need no escapes. */
  private static String json(Map<String, BigDecimal> totals) {
    return totals.entrySet().stream()
        .map(e -> "\"" + e.getKey() + "\":" + e.getValue().toPlainString())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static int setWindow(PreparedStatement insert, WindowResult result) throws SQLException {
    insert.setObject(1, OffsetDateTime.ofInstant(result.start(), ZoneOffset.UTC));
    insert.setObject(2, OffsetDateTime.ofInstant(result.end(), ZoneOffset.UTC));
    insert.setLong(3, result.pane());
    insert.setBoolean(4, result.isFinal());
    return 5;
  }

  private static void setCounts(PreparedStatement insert, int from, SourceCounts counts)
      throws SQLException {
    int at = from;
    insert.setLong(at++, counts.read);
    insert.setLong(at++, counts.ok);
    insert.setLong(at++, counts.rejected());
    insert.setLong(at++, counts.duplicate);
    insert.setLong(at++, counts.late);
    insert.setLong(at, counts.skipped);
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException("Closing the connection failed: " + e.getMessage(), e);
    }
  }
}
