package io.footfall.testing.process;

import io.footfall.testing.QueryRows;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** A PostgreSQL server whose only user needs a password. */
public final class PostgresServer implements AutoCloseable {
  /** The user. */
  public static final String USER = "shop";

  /** The password of the user. */
  public static final String PASSWORD = "open sesame";

  private static final Duration MOST_TO_START = Duration.ofMinutes(5);

  private final EmbeddedPostgres postgres;

  /** Exists until the server has ended. */
  private final Path pidFile;

  private PostgresServer(EmbeddedPostgres postgres, Path pidFile) {
    this.postgres = postgres;
    this.pidFile = pidFile;
  }

  /**
   * Starts a server with the database {@code shop}.
   *
   * @param folder directory for its data
   * @throws IOException if it cannot be started
   * @throws SQLException if the user cannot be created
   */
  public static PostgresServer start(Path folder) throws IOException, SQLException {
    return start(folder, "scram-sha-256");
  }

  /**
   * Starts a server with the database {@code shop}.
   *
   * @param folder directory for its data
   * @param passwords authentication method; Redshift's driver supports only {@code md5}
   * @throws IOException if it cannot be started
   * @throws SQLException if the user cannot be created
   */
  public static PostgresServer start(Path folder, String passwords)
      throws IOException, SQLException {
    Path access =
        Files.writeString(
            Files.createDirectories(folder).resolve("pg_hba.conf"),
            """
            host all postgres 127.0.0.1/32 trust
            host all all      127.0.0.1/32 %s
            """
                .formatted(passwords));
    PostgresServer server = startProcess(folder, access, passwords);
    try (Connection admin =
            DriverManager.getConnection(server.postgres.getJdbcUrl("postgres", "postgres"));
        Statement statement = admin.createStatement()) {
      statement.execute("create user " + USER + " password '" + PASSWORD + "'");
      statement.execute("create database shop owner " + USER);
      // The stand-in for Redshift needs it for COPY.
      statement.execute("grant pg_read_server_files to " + USER);
    } catch (SQLException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private static PostgresServer startProcess(Path folder, Path access, String passwords)
      throws IOException {
    Path data = folder.resolve("postgres");
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setPort(ReservedPort.take())
            .setDataDirectory(data)
            // The caller deletes it, when the server has ended.
            .setCleanDataDirectory(false)
            // If JVMs shared a directory, one could unpack the programs while another runs them,
            // which the system refuses.
            .setOverrideWorkingDirectory(unpacked().toFile())
            .setPGStartupWait(MOST_TO_START)
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("hba_file", access.toString())
            .setServerConfig("password_encryption", passwords)
            .start();
    return new PostgresServer(postgres, data.resolve("postmaster.pid"));
  }

  /** Returns where this JVM unpacks the programs of PostgreSQL. */
  private static Path unpacked() throws IOException {
    Path processes = Path.of(System.getProperty("footfall.processes", "target"));
    return Files.createDirectories(
            processes.resolve("postgres").resolve(System.getProperty("footfall.fork", "0")))
        .toAbsolutePath();
  }

  /** Returns the JDBC URL without user and password. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/shop";
  }

  /** Returns the port. */
  public int port() {
    return postgres.getPort();
  }

  /** Closes all connections and refuses new ones. */
  public void goDown() throws SQLException {
    asAdministrator(
        "alter database shop with allow_connections false",
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'shop'");
  }

  /** Accepts connections again. */
  public void comeUp() throws SQLException {
    asAdministrator("alter database shop with allow_connections true");
  }

  private void asAdministrator(String... statements) throws SQLException {
    try (Connection admin =
            DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
        Statement statement = admin.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Opens a connection. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), USER, PASSWORD);
  }

  /** Executes statements without results. */
  public void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Returns the rows of a query, with values separated by bars. */
  public List<String> rows(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return QueryRows.of(statement, query);
    }
  }

  @Override
  public void close() throws IOException {
    postgres.close();
    // The library waits for only 5 seconds. Not for the process, which remains a zombie where the
    // first process of a container takes care of none.
    try {
      Await.until("PostgreSQL has ended", MOST_TO_START, () -> !Files.exists(pidFile));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
