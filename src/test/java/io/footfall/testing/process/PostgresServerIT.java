package io.footfall.testing.process;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {
  @TempDir Path temp;

  @Test
  void returnsInsertedRowsWithThePassword() throws Exception {
    try (PostgresServer postgres = PostgresServer.start(temp)) {
      postgres.execute(
          "create table orders (id int primary key, price numeric(10,2))",
          "insert into orders values (1, 2.50), (2, null)");

      assertThat(
          postgres.rows("select * from orders order by id"), is(List.of("1|2.50", "2|null")));
      SQLException refused =
          assertThrows(
              SQLException.class,
              () -> DriverManager.getConnection(postgres.url(), PostgresServer.USER, "wrong"));
      assertThat(refused.getSQLState(), is("28P01"));
    }
  }
}
