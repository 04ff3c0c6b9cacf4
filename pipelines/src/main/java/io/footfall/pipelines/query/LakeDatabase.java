package io.footfall.pipelines.query;

import io.footfall.bytes.ContentId;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.duckdb.DuckDBConnection;

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

  private final QuerySource source;
  private final KnownSeals seals = new KnownSeals();
  private volatile DuckDBConnection root;
  private volatile String version;

  LakeDatabase(QuerySource source) throws IOException {
    this.source = source;
    version = version();
    root = load();
  }

  @Override
  public Queries restricted(QueryLimits limits) throws IOException {
    return new RestrictedLake(source, limits, seals);
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
    return version(source);
  }

  /** Returns a text that changes whenever the data of a source does. */
  static String version(QuerySource source) throws IOException {
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
    return untilSteady(this::open);
  }

  /**
   * Writes the relations of a source into a database file.
   *
   * @return the files of the lake that the relations read
   */
  static List<String> write(QuerySource source, KnownSeals seals, Path file) throws IOException {
    return untilSteady(
        () -> {
          Files.deleteIfExists(file);
          LakeContents contents = LakeContents.read(source, seals);
          try (DuckDBConnection connection =
              (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + file)) {
            contents.fill(connection);
          } catch (SQLException e) {
            throw new IOException(
                "DuckDB cannot read the lake: " + DuckDbFailure.of(e).getMessage(), e);
          }
          return contents.parquetFiles();
        });
  }

  /** Reads a lake. */
  private interface Read<T> {
    T read() throws IOException;
  }

  private static <T> T untilSteady(Read<T> read) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return read.read();
      } catch (IOException e) {
        if (!DuckDbFailure.isFileGone(e) || attempt == MOST_ATTEMPTS) {
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
      } catch (SQLException | IOException e) {
        close(connection);
        throw e;
      }
      return connection;
    } catch (SQLException e) {
      throw new IOException("DuckDB cannot read the lake: " + DuckDbFailure.of(e).getMessage(), e);
    }
  }

  /** Returns an SQL literal for a text. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public <T> T steadily(Reading<T> reading) throws SQLException, IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return reading.read();
      } catch (SQLException | IOException e) {
        if (attempt == MOST_ATTEMPTS || !DuckDbFailure.isFileGone(e) || !refresh()) {
          throw e;
        }
      }
    }
  }

  @Override
  public void select(String sql, RowSink to, Cancellation cancellation)
      throws QueryFailedException, IOException {
    selectSteadily(this, to, sink -> selectOnce(sql, sink, cancellation));
  }

  /** Runs a query once. */
  interface Selection {
    void into(RowSink sink) throws QueryFailedException, IOException;
  }

  /**
   * Runs a query, and runs it again after a compaction has replaced files that it reads, unless a
   * part of its result was passed on.
   */
  static void selectSteadily(Queries lake, RowSink to, Selection once)
      throws QueryFailedException, IOException {
    for (int attempt = 1; ; attempt++) {
      WatchedSink sink = new WatchedSink(to);
      try {
        once.into(sink);
        return;
      } catch (QueryFailedException e) {
        if (sink.hasColumns()
            || attempt == MOST_ATTEMPTS
            || !DuckDbFailure.isFileGone(e)
            || !lake.refresh()) {
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
      JdbcRows.select(statement, one, to, cancellation, null, DuckDbFailure::of);
    } catch (SQLException e) {
      throw DuckDbFailure.of(e);
    }
  }

  @Override
  public QueryResult query(String sql, Cancellation cancellation) throws QueryFailedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return JdbcRows.collect(this, sql, UNLIMITED, cancellation);
      } catch (QueryFailedException e) {
        if (attempt == MOST_ATTEMPTS || !DuckDbFailure.isFileGone(e) || !hasRefreshed(e)) {
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
