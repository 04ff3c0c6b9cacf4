package io.footfall.testing.process;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL. Its one user needs a password over the network, as users elsewhere do. */
public final class PostgresServer implements AutoCloseable {
  /** Who may connect. */
  public static final String USER = "shop";

  /** The password of the user. */
  public static final String PASSWORD = "open sesame";

  private final EmbeddedPostgres postgres;

  private PostgresServer(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Starts a server with one database, {@code shop}.
   *
   * @param folder for its data
   * @throws IOException if it cannot be started
   * @throws SQLException if the user cannot be made
   */
  public static PostgresServer start(Path folder) throws IOException, SQLException {
    return start(folder, "scram-sha-256");
  }

  /**
   * Starts a server with one database, {@code shop}.
   *
   * @param folder for its data
   * @param passwords how passwords are asked for: Redshift's driver knows {@code md5} alone
   * @throws IOException if it cannot be started
   * @throws SQLException if the user cannot be made
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
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("postgres").toFile())
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("hba_file", access.toString())
            .setServerConfig("password_encryption", passwords)
            .start();
    try (Connection admin =
            DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
        Statement statement = admin.createStatement()) {
      statement.execute("create user " + USER + " password '" + PASSWORD + "'");
      statement.execute("create database shop owner " + USER);
      // For the stand-in of Redshift, whose COPY reads files.
      statement.execute("grant pg_read_server_files to " + USER);
    } catch (SQLException e) {
      postgres.close();
      throw e;
    }
    return new PostgresServer(postgres);
  }

  /** Where the database is, without user and password. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/shop";
  }

  /** The port that it listens on. */
  public int port() {
    return postgres.getPort();
  }

  /** From now on nobody can connect to the database, and who is connected is not any more. */
  public void goDown() throws SQLException {
    asAdministrator(
        "alter database shop with allow_connections false",
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'shop'");
  }

  /** From now on it can be used again. */
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

  /** A connection to the database. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), USER, PASSWORD);
  }

  /** Runs statements that give nothing back. */
  public void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The rows of a query; the values of each with a bar between. */
  public List<String> rows(String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          values.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join("|", values));
      }
    }
    return rows;
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
