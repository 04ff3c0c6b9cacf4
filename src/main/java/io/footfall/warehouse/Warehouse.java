package io.footfall.warehouse;

import io.footfall.errors.FootfallException;
import io.footfall.postgres.JdbcDriver;
import io.footfall.postgres.JdbcUrl;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A warehouse: Amazon Redshift or PostgreSQL. It does not contain the password.
 *
 * @param url {@code jdbc:redshift://HOST:5439/DATABASE}, {@code jdbc:redshift:iam://...} with a
 *     login from AWS, or {@code jdbc:postgresql://HOST/DATABASE}
 * @param login the user and the source of the password
 */
public record Warehouse(String url, WarehouseLogin login) implements Serializable {
  private static final String REDSHIFT = "jdbc:redshift:";
  private static final String POSTGRES = "jdbc:postgresql:";

  /**
   * Checks the URL.
   *
   * @throws FootfallException if the URL names another database or contains a secret
   */
  public Warehouse {
    if (JdbcUrl.hasSecret(url)) {
      throw FootfallException.usage(
          JdbcUrl.withoutParameters(url)
              + " contains a secret, which others can see. Remove it, and set the environment variable"
              + " REDSHIFT_PASSWORD or PGPASSWORD, or --passwordFile or --passwordSecret.");
    }
    if (!url.startsWith(REDSHIFT) && !url.startsWith(POSTGRES)) {
      throw FootfallException.usage(
          JdbcUrl.withoutParameters(url)
              + " is not a warehouse. Set --warehouse to jdbc:redshift://HOST:5439/DATABASE or"
              + " jdbc:postgresql://HOST/DATABASE.");
    }
    if (IamUrl.isOne(url)) {
      IamUrl.of(url);
      if (login.hasPasswordSource()) {
        throw FootfallException.usage(
            "AWS issues the password of "
                + JdbcUrl.withoutParameters(url)
                + ": omit --passwordFile and --passwordSecret, or iam: in --warehouse.");
      }
    }
  }

  /** Returns whether the warehouse is Redshift; otherwise it is PostgreSQL. */
  public boolean isRedshift() {
    return url.startsWith(REDSHIFT);
  }

  /** Returns the SQL dialect. */
  Dialect dialect(LoadSettings settings) {
    return isRedshift() ? new RedshiftDialect(settings.iamRole()) : new PostgresDialect();
  }

  /**
   * Connects.
   *
   * @throws SQLException if the warehouse is unreachable or refuses the login
   * @throws FootfallException if the password cannot be looked up, or AWS issues none
   */
  public Connection connect() throws SQLException {
    Properties properties;
    String plainUrl;
    if (IamUrl.isOne(url)) {
      IamUrl iam = IamUrl.of(url);
      plainUrl = iam.plainUrl();
      properties = new Properties();
      RedshiftTemporaryLogin temporary = RedshiftTemporaryLogin.lookUp(iam, login.user());
      properties.setProperty("user", temporary.user());
      properties.setProperty("password", temporary.password());
    } else {
      plainUrl = url;
      properties = login.properties(url);
    }
    properties.setProperty("ApplicationName", "footfall");
    return (isRedshift() ? JdbcDriver.REDSHIFT : JdbcDriver.POSTGRESQL)
        .connect(plainUrl, properties);
  }

  /** Returns the URL without its parameters. */
  @Override
  public String toString() {
    return JdbcUrl.withoutParameters(url);
  }
}
