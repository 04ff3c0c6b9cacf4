package io.footfall.postgres;

import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A JDBC driver of this class loader, opened without {@code DriverManager}. Flink loads each job,
 * and each submission over REST, with its own class loader. {@code DriverManager} belongs to the
 * whole process: it provides a driver only to the class loader that registered it, and keeps that
 * class loader in memory.
 *
 * @param className the driver, which must have the static methods of PostgreSQL's: {@code
 *     isRegistered} and {@code deregister}
 */
public record JdbcDriver(String className) {
  /** The PostgreSQL driver. */
  public static final JdbcDriver POSTGRESQL = new JdbcDriver("org.postgresql.Driver");

  /** The driver of Amazon Redshift, a fork of PostgreSQL's. */
  public static final JdbcDriver REDSHIFT = new JdbcDriver("com.amazon.redshift.Driver");

  private static final String CONNECT_SECONDS = "15";

  /**
   * Connects. By default, connecting times out after 15 seconds, and the operating system probes an
   * idle connection ({@code connectTimeout}, {@code tcpKeepAlive}).
   *
   * @throws SQLException if the driver is not on the class path, or the database is unreachable or
   *     refuses the login
   */
  public Connection connect(String url, Properties properties) throws SQLException {
    Properties all = new Properties();
    all.putAll(properties);
    setDefault(all, url, "connectTimeout", CONNECT_SECONDS);
    setDefault(all, url, "tcpKeepAlive", "true");
    Connection connection = open().connect(url, all);
    if (connection == null) {
      throw new SQLException(JdbcUrl.withoutParameters(url) + " is not a URL of " + className);
    }
    return connection;
  }

  /** Sets a property unless the properties or the URL contain it. */
  static void setDefault(Properties properties, String url, String name, String value) {
    if (!properties.containsKey(name) && !url.matches("(?s).*[?&;]" + name + "=.*")) {
      properties.setProperty(name, value);
    }
  }

  private Driver open() throws SQLException {
    try {
      Class<?> type = Class.forName(className, true, JdbcDriver.class.getClassLoader());
      Driver driver = (Driver) type.getDeclaredConstructor().newInstance();
      synchronized (JdbcDriver.class) {
        // The class loader of the program itself lives as long as the process does.
        if (type.getClassLoader() != ClassLoader.getSystemClassLoader()
            && Boolean.TRUE.equals(type.getMethod("isRegistered").invoke(null))) {
          type.getMethod("deregister").invoke(null);
        }
      }
      return driver;
    } catch (ClassNotFoundException e) {
      throw new SQLException(className + " is not on the class path", e);
    } catch (InvocationTargetException e) {
      throw new SQLException(className + " cannot be used: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new SQLException(className + " cannot be used: " + e, e);
    }
  }
}
