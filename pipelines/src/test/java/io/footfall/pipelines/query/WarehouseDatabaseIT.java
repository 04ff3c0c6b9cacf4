package io.footfall.pipelines.query;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.pipelines.query.QueryFailedException.Reason;
import io.footfall.testing.process.PostgresServer;
import io.footfall.testing.redshift.Buckets;
import io.footfall.testing.redshift.RedshiftServer;
import io.footfall.warehouse.Warehouse;
import io.footfall.warehouse.WarehouseLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A warehouse that a stream writes its windows to. */
class WarehouseDatabaseIT {
  @TempDir static Path temp;
  private static PostgresServer postgres;
  private static RedshiftServer redshift;

  /** The warehouses to query, each with its own driver; a stand-in takes the place of Redshift. */
  private enum Kind {
    POSTGRES,
    REDSHIFT;

    QuerySource source() {
      String url = this == POSTGRES ? postgres.url() : redshift.url();
      return QuerySource.of(
          new Warehouse(
              url,
              new WarehouseLogin(PostgresServer.USER, temp.resolve("password").toString(), null)));
    }
  }

  @BeforeAll
  static void start() throws Exception {
    postgres = PostgresServer.start(temp.resolve("server"), "md5");
    redshift = RedshiftServer.start(postgres, new Buckets(Map.of()), temp);
    Files.writeString(temp.resolve("password"), PostgresServer.PASSWORD + "\n");
  }

  @AfterAll
  static void stop() throws Exception {
    redshift.close();
    postgres.close();
  }

  @BeforeEach
  void writeWindows() throws Exception {
    postgres.execute(
        """
        drop table if exists visits_urls, visits_windows, visits_accounting cascade;
        create table visits_urls (window_start timestamptz, window_end timestamptz, url text,
          visits bigint, total_time_spent numeric, average_time_spent numeric, pane bigint, final boolean,
          primary key (window_start, url));
        create table visits_windows (window_start timestamptz primary key, pane bigint, updated_at timestamptz);
        create table visits_accounting (window_start timestamptz, source text, read bigint, ok bigint,
          rejected bigint, duplicate bigint, late bigint);
        insert into visits_urls values
          ('2024-03-01T23:00Z', '2024-03-02T00:00Z', '/a', 2, 3.5, 1.75, 0, true),
          ('2024-03-02T00:00Z', '2024-03-02T01:00Z', '/a', 1, 1, 1, 0, false),
          ('2024-03-02T01:00Z', '2024-03-02T02:00Z', '/a', 4, 2, 0.5, 0, false);
        insert into visits_windows values ('2024-03-01T23:00Z', 0, now());
        insert into visits_accounting values ('2024-03-01T23:00Z', 'topic', 10, 7, 2, 0, 1),
          ('2024-03-02T00:00Z', 'topic', 5, 5, 0, 0, 0);
        grant select on all tables in schema public to shop""");
  }

  private static List<String> rows(QueryDatabase database, String sql) throws Exception {
    return database.query(sql).rows().stream()
        .map(row -> String.join(" ", row.stream().map(ResultText::of).toList()))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void derivesDaysFromWindows(Kind kind) throws Exception {
    try (QueryDatabase database = QueryDatabase.open(kind.source())) {
      assertThat(database.relations(), containsInAnyOrder("url_stats", "accounting"));
      assertThat(
          rows(database, "SELECT * FROM url_stats ORDER BY 1"),
          contains("2024-03-01 /a 2 3.5 2", "2024-03-02 /a 5 3 5"));
      assertThat(
          rows(database, "SELECT * FROM accounting"), contains("visits topic 15 12 2 0 1 0"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void derivesDaysInTheZone(Kind kind) throws Exception {
    for (String zone : List.of("Europe/Berlin", "+01:00", "Etc/GMT-1")) {
      try (QueryDatabase database = QueryDatabase.open(kind.source().withZone(ZoneId.of(zone)))) {
        assertThat(
            zone, rows(database, "SELECT * FROM url_stats"), contains("2024-03-02 /a 7 6.5 7"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void returnsOnlySelectedDays(Kind kind) throws Exception {
    try (QueryDatabase database =
        QueryDatabase.open(kind.source().withDays(LocalDate.of(2024, 3, 2), null))) {
      assertThat(
          rows(database, "SELECT event_date, visits FROM url_stats"), contains("2024-03-02 5"));
      assertThat(
          rows(
              database,
              "WITH total AS (SELECT sum(visits) AS n FROM url_stats) SELECT n FROM total"),
          contains("5"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void returnsOnlyTheRecordsOfACondition(Kind kind) throws Exception {
    Map<String, String> conditions = Map.of("url_stats", "visits > 2");
    try (QueryDatabase database = QueryDatabase.open(kind.source());
        Connection connection = database.connectToSome(conditions);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "WITH w AS (SELECT event_date, visits FROM url_stats) SELECT count(*),"
                    + " sum(visits), (SELECT count(*) FROM accounting) FROM w")) {
      rows.next();
      assertThat(List.of(rows.getLong(1), rows.getLong(2), rows.getLong(3)), contains(1L, 5L, 1L));
      assertThrows(SQLException.class, () -> statement.execute("CREATE TABLE t (a int)"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void newPaneChangesTheVersion(Kind kind) throws Exception {
    try (QueryDatabase database = QueryDatabase.open(kind.source())) {
      String before = database.version();
      assertThat(database.version(), is(before));
      postgres.execute("update visits_windows set pane = pane + 1");
      assertThat(database.version(), is(not(before)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void pollingForVersionsHoldsNoLocks(Kind kind) throws Exception {
    try (QueryDatabase database = QueryDatabase.open(kind.source())) {
      database.version();
      postgres.execute("drop table visits_urls");
      assertThat(database.relations(), contains("accounting"));
    }
  }

  private static Stream<Arguments> whatWouldChangeAnything() {
    return Stream.of(
            "DELETE FROM visits_urls",
            "DROP TABLE visits_urls",
            "CREATE TABLE mine (x int)",
            "SELECT 1 AS x INTO mine",
            "WITH gone AS (DELETE FROM visits_urls RETURNING 1) SELECT * FROM gone",
            "COPY visits_urls TO PROGRAM 'cat'",
            "UNLOAD ('SELECT 1') TO 's3://shop/x' IAM_ROLE default",
            "SET TRANSACTION READ WRITE",
            "COMMIT; DELETE FROM visits_urls",
            "SELECT '\\'; COMMIT; DELETE FROM visits_urls; --'",
            "COMMIT AND CHAIN; DELETE FROM visits_urls")
        .flatMap(sql -> Stream.of(Kind.values()).map(kind -> Arguments.of(sql, kind)));
  }

  @ParameterizedTest
  @MethodSource("whatWouldChangeAnything")
  void refusesStatementsThatWrite(String sql, Kind kind) throws Exception {
    for (Queries opened :
        List.of(
            QueryDatabase.open(kind.source()),
            Queries.openRestricted(kind.source(), QueryLimits.DEFAULT))) {
      try (Queries database = opened) {
        assertThrows(QueryFailedException.class, () -> database.query(sql));
      }
      assertThat(postgres.rows("select count(*) from visits_urls"), contains("3"));
      assertThat(
          postgres.rows("select 1 from information_schema.tables where table_name = 'mine'"),
          is(empty()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void stopsQueriesAfterTheTimeLimit(Kind kind) throws Exception {
    QueryLimits limits = QueryLimits.DEFAULT.withTime(Duration.ofMillis(200));
    try (Queries database = Queries.openRestricted(kind.source(), limits)) {
      QueryFailedException late =
          assertThrows(
              QueryFailedException.class,
              () ->
                  database.query(
                      "SELECT count(*) FROM pg_attribute a, pg_attribute b, pg_attribute c"));
      assertThat(late.reason(), is(Reason.TIME));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesFunctionsOnlyToOthers(Kind kind) throws Exception {
    String sql = "SELECT current_setting('server_version_num')";
    try (Queries own = QueryDatabase.open(kind.source());
        Queries restricted = Queries.openRestricted(kind.source(), QueryLimits.DEFAULT)) {
      assertThat(own.query(sql).rows().size(), is(1));
      QueryFailedException refused =
          assertThrows(QueryFailedException.class, () -> restricted.query(sql));
      assertThat(refused.reason(), is(Reason.REFUSED));
      assertThat(restricted.query("SELECT sum(visits) FROM url_stats").rows().size(), is(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void reportsThePositionOfAnError(Kind kind) throws Exception {
    try (QueryDatabase database = QueryDatabase.open(kind.source())) {
      QueryFailedException wrong =
          assertThrows(
              QueryFailedException.class, () -> database.query("SELECT urls FROM url_stats"));
      assertThat(wrong.reason(), is(Reason.WRONG));
      assertThat(wrong.getMessage(), is("column \"urls\" does not exist"));
      assertThat(wrong.position().getAsInt(), is(7));
    }
  }
}
