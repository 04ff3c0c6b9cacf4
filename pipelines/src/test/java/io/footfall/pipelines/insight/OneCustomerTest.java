package io.footfall.pipelines.insight;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneCustomerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"7", "o'brien", "a\\b", "\\'", "' OR '1'='1", "a\0b", "\0", "\uD83D\uDE00"})
  void conditionsSelectOnlyTheCustomer(String id) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE visits (user_id VARCHAR)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO visits VALUES (?), ('other'), ('a')")) {
        insert.setString(1, id);
        insert.execute();
      }
      String sql =
          "SELECT user_id FROM visits WHERE " + new OneCustomer(id).conditions().get("visits");
      try (ResultSet rows = statement.executeQuery(sql)) {
        assertThat(rows.next(), is(true));
        assertThat(rows.getString(1), is(id));
        assertThat(rows.next(), is(false));
      }
    }
  }
}
