package io.footfall.pipelines.query;

import io.footfall.bytes.ContentId;
import io.footfall.pipelines.query.QueryFailedException.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Queries a lake and reports with an in-memory DuckDB. Small relations (rejects, accounting,
 * batches) are loaded into tables; the records of datasets are views over the files of the lake.
 *
 * <p>When batches are added, a new DuckDB replaces the previous one, because a restricted DuckDB
 * cannot be given access to new files. Running queries finish on the old one.
 */
final class LakeDatabase implements QueryDatabase {
  private static final int UNLIMITED = Integer.MAX_VALUE;
  private static final int VERSION_BYTES = 12;

  /** A compaction replaces the files of one day after the other. */
  private static final int MOST_ATTEMPTS = 20;

  private static final Pattern POSITION = Pattern.compile("\"position\":\"?(\\d+)");
  private static final Pattern MESSAGE =
      Pattern.compile("\"error_message\":\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final QuerySource source;
  private final @Nullable QueryLimits limits;
  private final KnownSeals seals;
  private volatile DuckDBConnection root;
  private volatile String version;

  LakeDatabase(QuerySource source, @Nullable QueryLimits limits) throws IOException {
    this(source, limits, new KnownSeals());
  }

  private LakeDatabase(QuerySource source, @Nullable QueryLimits limits, KnownSeals seals)
      throws IOException {
    this.source = source;
    this.seals = seals;
    this.limits = limits;
    version = version();
    root = load();
  }

  @Override
  public QueryDatabase restricted(QueryLimits to) throws IOException {
    return new LakeDatabase(source, to, seals);
  }

  @Override
  public boolean isWarehouse() {
    return false;
  }

  @Override
  public Set<String> relations() {
    return Relation.all().stream().map(Relation::sqlName).collect(Collectors.toSet());
  }

  @Override
  public Connection connect() throws SQLException {
    return root.duplicate();
  }

  @Override
  public String version() throws IOException {
    ContentId id = new ContentId();
    for (String pattern : LakeContents.watched(source)) {
      try {
        FileSystems.match(pattern, EmptyMatchTreatment.ALLOW).metadata().stream()
            .map(KnownSeals::identity)
            .sorted()
            .forEach(id::addLine);
      } catch (FileNotFoundException e) {
        // The directory does not exist yet.
        id.addLine(pattern);
      }
    }
    return id.hex(VERSION_BYTES);
  }

  @Override
  public synchronized boolean refresh() throws IOException {
    String now = version();
    if (now.equals(version)) {
      return false;
    }
    DuckDBConnection before = root;
    root = load();
    version = now;
    close(before);
    return true;
  }

  private DuckDBConnection load() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return open();
      } catch (IOException e) {
        if (!isFileGone(e) || attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private DuckDBConnection open() throws IOException {
    LakeContents contents = LakeContents.read(source, seals);
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    try {
      DuckDBConnection connection =
          (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET TimeZone = 'UTC'");
        statement.execute(
            "SET temp_directory = "
                + literal(System.getProperty("java.io.tmpdir") + "/footfall-query"));
        contents.fill(connection);
        if (limits != null) {
          restrict(statement, contents.parquetFiles(), limits);
        }
      } catch (SQLException | IOException e) {
        close(connection);
        throw e;
      }
      return connection;
    } catch (SQLException e) {
      throw new IOException("DuckDB cannot read the lake: " + e.getMessage(), e);
    }
  }

  /** Restricts the database permanently by locking its configuration. */
  private static void restrict(Statement statement, List<String> files, QueryLimits limits)
      throws SQLException {
    statement.execute(
        "SET allowed_paths = "
            + files.stream()
                .map(LakeDatabase::literal)
                .collect(Collectors.joining(", ", "[", "]")));
    statement.execute("SET temp_directory = ''");
    statement.execute("SET memory_limit = '" + limits.memoryBytes() + "B'");
    statement.execute("SET enable_external_access = false");
    statement.execute("SET lock_configuration = true");
  }

  /** Returns an SQL literal for a text. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Returns whether a file that a seal named is no longer there. */
  private static boolean isFileGone(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage());
      if (t instanceof FileNotFoundException
          || t instanceof NoSuchFileException
          || message.contains("No files found that match")
          || message.contains("No such file or directory")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public <T> T steadily(Reading<T> reading) throws SQLException, IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return reading.read();
      } catch (SQLException | IOException e) {
        if (attempt == MOST_ATTEMPTS || !isFileGone(e) || !refresh()) {
          throw e;
        }
      }
    }
  }

  /** Tells whether any of the answer was handed over. */
  private static final class WatchedSink implements RowSink {
    private final RowSink to;
    private boolean hasRows;

    WatchedSink(RowSink to) {
      this.to = to;
    }

    @Override
    public void columns(List<QueryColumn> all) throws IOException {
      hasRows = true;
      to.columns(all);
    }

    @Override
    public boolean row(List<@Nullable Object> values) throws IOException {
      return to.row(values);
    }

    @Override
    public void end() throws IOException {
      to.end();
    }
  }

  @Override
  public void select(String sql, RowSink to, Cancellation cancellation)
      throws QueryFailedException, IOException {
    for (int attempt = 1; ; attempt++) {
      WatchedSink sink = new WatchedSink(to);
      try {
        selectOnce(sql, sink, cancellation);
        return;
      } catch (QueryFailedException e) {
        if (sink.hasRows || attempt == MOST_ATTEMPTS || !isFileGone(e) || !refresh()) {
          throw e;
        }
      }
    }
  }

  private void selectOnce(String sql, RowSink to, Cancellation cancellation)
      throws QueryFailedException, IOException {
    String one = SqlStatement.single(sql);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      if (limits != null) {
        requireRead(connection, one);
      }
      JdbcRows.select(statement, one, to, cancellation, limits, LakeDatabase::explain);
    } catch (SQLException e) {
      throw explain(e);
    }
  }

  /** Refuses statements that do not read: DuckDB serializes only those that do. */
  private static void requireRead(Connection connection, String sql)
      throws SQLException, QueryFailedException {
    try (PreparedStatement parse =
        connection.prepareStatement("SELECT json_serialize_sql(CAST(? AS VARCHAR))")) {
      parse.setString(1, sql);
      try (ResultSet result = parse.executeQuery()) {
        result.next();
        String tree = result.getString(1);
        if (!tree.startsWith("{\"error\":true")) {
          return;
        }
        Matcher message = MESSAGE.matcher(tree);
        String why = message.find() ? message.group(1).replace("\\\"", "\"") : "";
        if (why.contains("Only SELECT")) {
          throw new QueryFailedException(
              Reason.REFUSED, "Queries are read-only. Use SELECT, WITH, VALUES or DESCRIBE.");
        }
        Matcher position = POSITION.matcher(tree);
        throw new QueryFailedException(
            Reason.WRONG,
            why,
            position.find() ? Integer.parseInt(position.group(1)) : -1,
            new SQLException(why));
      }
    }
  }

  /** What DuckDB puts before the reason for which a statement cannot begin. */
  private static final Pattern PENDING =
      Pattern.compile(
          "^Invalid Input Error: Attempting to execute an unsuccessful or closed pending query"
              + " result\\s+Error: ");

  private static final Map<String, Reason> REASONS =
      Map.of(
          "permission error", Reason.REFUSED,
          "out of memory error", Reason.MEMORY,
          "interrupt error", Reason.CANCELLED,
          "io error", Reason.DATABASE,
          "fatal error", Reason.DATABASE,
          "internal error", Reason.DATABASE);

  private static QueryFailedException explain(SQLException e) {
    String message = PENDING.matcher(String.valueOf(e.getMessage())).replaceFirst("").strip();
    String lower = message.toLowerCase(Locale.ROOT);
    Reason reason =
        REASONS.entrySet().stream()
            .filter(r -> lower.startsWith(r.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(Reason.WRONG);
    if (reason == Reason.MEMORY) {
      message = "The query exceeds its memory limit. Select fewer rows or groups.";
    }
    return new QueryFailedException(reason, message, -1, e);
  }

  @Override
  public QueryResult query(String sql, Cancellation cancellation) throws QueryFailedException {
    int most = limits == null ? UNLIMITED : limits.rows();
    for (int attempt = 1; ; attempt++) {
      try {
        return JdbcRows.collect(this, sql, most, cancellation);
      } catch (QueryFailedException e) {
        if (attempt == MOST_ATTEMPTS || !isFileGone(e) || !hasRefreshed(e)) {
          throw e;
        }
      }
    }
  }

  private boolean hasRefreshed(QueryFailedException failure) {
    try {
      return refresh();
    } catch (IOException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  @Override
  public synchronized void close() {
    close(root);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot close DuckDB: " + e.getMessage(), e);
    }
  }
}
