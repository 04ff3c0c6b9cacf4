package io.footfall.pipelines.insight;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Set;

/** A database with the relations that a lake has, and the rows that a test wants. */
final class Tables implements AutoCloseable {
  static final Set<String> ALL =
      Set.of("visits", "purchases", "url_stats", "customer_days", "rejects", "accounting", "loads");

  private final Connection connection;
  private final Set<String> relations = new LinkedHashSet<>(ALL);

  Tables() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    connection.setAutoCommit(false); // As those of lakes, which stream results.
    run(
        "SET TimeZone = 'UTC'",
        "CREATE TABLE visits (user_id VARCHAR, \"timestamp\" TIMESTAMPTZ, url VARCHAR,"
            + " page_view_duration DECIMAL(38,9), event_date DATE, batch VARCHAR)",
        "CREATE TABLE purchases (transaction_id VARCHAR, customer_id VARCHAR, \"timestamp\""
            + " TIMESTAMPTZ, product_name VARCHAR, product_category VARCHAR, product_price"
            + " DECIMAL(38,9), quantity BIGINT, amount DECIMAL(38,9), event_date DATE, batch"
            + " VARCHAR)",
        "CREATE TABLE window_urls (event_date DATE, url VARCHAR, visits BIGINT, total_time_spent"
            + " DECIMAL(38,9), timed_visits BIGINT)",
        "CREATE TABLE window_customers (event_date DATE, customer_id VARCHAR, total_spent"
            + " DECIMAL(38,9))",
        "CREATE VIEW url_stats AS SELECT event_date, url, COUNT(*) AS visits,"
            + " SUM(page_view_duration) AS total_time_spent, COUNT(page_view_duration) AS timed_visits"
            + " FROM visits GROUP BY event_date, url"
            + " UNION ALL SELECT * FROM window_urls",
        "CREATE VIEW customer_days AS SELECT event_date, customer_id, SUM(amount) AS total_spent"
            + " FROM purchases GROUP BY event_date, customer_id UNION ALL SELECT * FROM"
            + " window_customers",
        "CREATE TABLE rejects (dataset VARCHAR, reason VARCHAR, message VARCHAR, source VARCHAR,"
            + " line BIGINT, \"column\" VARCHAR, expected VARCHAR, raw VARCHAR, attempts BIGINT,"
            + " arrived TIMESTAMPTZ, replayed BOOLEAN)",
        "CREATE TABLE accounting (dataset VARCHAR, source VARCHAR, read BIGINT, ok BIGINT,"
            + " rejected BIGINT, duplicate BIGINT, late BIGINT, skipped BIGINT)",
        "CREATE TABLE loads (dataset VARCHAR, batch VARCHAR, row_count BIGINT, file_count BIGINT,"
            + " byte_count BIGINT, loaded_at TIMESTAMPTZ)");
  }

  Connection connection() {
    return connection;
  }

  Set<String> relations() {
    return relations;
  }

  Tables without(String relation) {
    relations.remove(relation);
    return this;
  }

  /** Adds visits, each as "user|time|url|seconds". */
  Tables visits(String... visits) throws SQLException {
    for (String visit : visits) {
      String[] v = visit.split("\\|", -1);
      run(
          "INSERT INTO visits VALUES (%s, %s, %s, %s, %s, 'b')"
              .formatted(
                  text(v[0]), text(v[1] + "Z"), text(v[2]), v[3], text(v[1].substring(0, 10))));
    }
    return this;
  }

  /** Adds purchases, each as "customer|time|category|amount". */
  Tables purchases(String... purchases) throws SQLException {
    for (String purchase : purchases) {
      String[] p = purchase.split("\\|", -1);
      run(
          "INSERT INTO purchases VALUES ('t', %s, %s, 'x', %s, NULL, NULL, %s, %s, 'b')"
              .formatted(
                  text(p[0]), text(p[1] + "Z"), text(p[2]), p[3], text(p[1].substring(0, 10))));
    }
    return this;
  }

  Tables run(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    connection.commit();
    return this;
  }

  static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
