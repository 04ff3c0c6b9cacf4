package io.footfall.pipelines.query;

import io.footfall.bytes.ContentId;
import io.footfall.errors.FootfallException;
import io.footfall.pipelines.query.QueryFailedException.Reason;
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
 * <p>When batches are added, a new DuckDB replaces the previous one. Running queries finish on the
 * old one.
 */
final class LakeDatabase implements QueryDatabase, SteadyLake {
  private static final int UNLIMITED = Integer.MAX_VALUE;
  private static final int VERSION_BYTES = 12;

  private final QuerySource source;
  private final KnownSeals seals = new KnownSeals();
  private volatile Loaded loaded;
  private volatile String version;

  /** The relations of a lake in a DuckDB. */
  private record Loaded(DuckDBConnection root, List<String> files) implements Snapshot {}

  LakeDatabase(QuerySource source) throws IOException {
    this.source = source;
    version = version();
    loaded = load();
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
    while (true) {
      Loaded now = loaded;
      try {
        return now.root().duplicate();
      } catch (SQLException e) {
        if (now.root() == loaded.root()) {
          throw e;
        }
        // Another thread has refreshed the database and closed this connection.
      }
    }
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
    Connection before = loaded.root();
    loaded = load();
    version = now;
    close(before);
    return true;
  }

  private Loaded load() throws IOException {
    return untilSteady(source, this::open);
  }

  /**
   * Writes the relations of a source into a database file.
   *
   * @return the files of the lake that the relations read
   */
  static List<String> write(QuerySource source, KnownSeals seals, Path file) throws IOException {
    return untilSteady(
        source,
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

  private static <T> T untilSteady(QuerySource source, Read<T> read) throws IOException {
    while (true) {
      String before = version(source);
      try {
        return read.read();
      } catch (IOException e) {
        if (!DuckDbFailure.isFileGone(e) || version(source).equals(before)) {
          throw e;
        }
      }
    }
  }

  private Loaded open() throws IOException {
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
      return new Loaded(connection, contents.parquetFiles());
    } catch (SQLException e) {
      throw new IOException("DuckDB cannot read the lake: " + DuckDbFailure.of(e).getMessage(), e);
    }
  }

  /** Returns an SQL literal for a text. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public Snapshot snapshot() {
    return loaded;
  }

  @Override
  public <T> T readWithRetry(Reading<T> reading) throws SQLException, IOException {
    while (true) {
      Snapshot snapshot = snapshot();
      try {
        return reading.read();
      } catch (SQLException | IOException | FootfallException e) {
        if (!isOutdated(snapshot)) {
          throw e;
        }
      }
    }
  }

  @Override
  public void selectOnce(String sql, RowSink to, Cancellation cancellation)
      throws QueryFailedException, IOException {
    String one = SqlStatement.single(sql);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      if (ReadOnlySql.changesData(one)) {
        throw new QueryFailedException(Reason.REFUSED, ReadOnlySql.REFUSAL);
      }
      connection.setAutoCommit(false);
      JdbcRows.select(statement, one, to, cancellation, null, DuckDbFailure::of);
      connection.commit();
    } catch (SQLException e) {
      throw DuckDbFailure.of(e);
    }
  }

  @Override
  public QueryResult query(String sql, Cancellation cancellation) throws QueryFailedException {
    return collect(sql, UNLIMITED, cancellation);
  }

  @Override
  public synchronized void close() {
    close(loaded.root());
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot close DuckDB: " + e.getMessage(), e);
    }
  }
}
