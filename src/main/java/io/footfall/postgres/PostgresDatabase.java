package io.footfall.postgres;

import io.footfall.errors.FootfallException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL database. The password is not part of it, so it can be displayed: code that connects
 * takes it from the environment variable {@code PGPASSWORD}; without it, the driver reads its
 * password file ({@code PGPASSFILE}, or {@code .pgpass} in the home directory).
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE?user=NAME}
 */
public record PostgresDatabase(String url) implements Serializable {
  private static final String SOCKET_SECONDS = "600";
  private static final String PREFIX = "jdbc:postgresql:";

  /**
   * Checks the URL.
   *
   * @throws FootfallException if the URL names another database or contains a password
   */
  public PostgresDatabase {
    if (!url.startsWith(PREFIX)) {
      throw FootfallException.usage(
          "%s is not the URL of a PostgreSQL database. Use %s//HOST/DATABASE."
              .formatted(JdbcUrl.withoutParameters(url), PREFIX));
    }
    if (JdbcUrl.hasSecret(url)) {
      throw FootfallException.usage(
          JdbcUrl.withoutParameters(url)
              + " contains a password, which others can see. Remove it, and set the environment variable PGPASSWORD.");
    }
  }

  /**
   * Connects. A statement without a response for ten minutes fails, so that an unreachable host
   * does not block a job for hours; the URL can set another {@code socketTimeout}.
   *
   * @throws SQLException if the database is unreachable or reports an error
   */
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    @Nullable String password = System.getenv("PGPASSWORD");
    if (password != null) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", "footfall");
    JdbcDriver.setDefault(properties, url, "socketTimeout", SOCKET_SECONDS);
    return JdbcDriver.POSTGRESQL.connect(url, properties);
  }

  @Override
  public String toString() {
    return JdbcUrl.withoutParameters(url);
  }
}
