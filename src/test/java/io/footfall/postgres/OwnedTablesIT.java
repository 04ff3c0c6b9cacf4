package io.footfall.postgres;

import static io.footfall.testing.Thrown.messageOf;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.accounting.SourceCounts;
import io.footfall.errors.FootfallException;
import io.footfall.errors.PermanentFailure;
import io.footfall.report.StreamOwner;
import io.footfall.report.WindowResult;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.PostgresRelay;
import io.footfall.testing.process.PostgresServer;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of a stream have one owner, and are consistent whatever they held. */
class OwnedTablesIT {
  private static final Instant START = Instant.parse("2024-03-01T10:00:00Z");
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);

  private static final String WAITING =
      "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'";

  @TempDir static Path temp;
  private static PostgresServer postgres;
  private static PostgresDatabase database;

  @BeforeAll
  static void start() throws Exception {
    postgres = PostgresServer.start(temp);
    database = new PostgresDatabase(postgres.url() + "?user=postgres");
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.close();
  }

  private static StreamOwner run(String id, String window) {
    return new StreamOwner(id, Map.of("input", "kafka://a:9092/v", "window", window), START);
  }

  private static WindowResult report(Duration length, long pane, String... urls) {
    SourceCounts counts = new SourceCounts();
    counts.read = urls.length;
    counts.ok = urls.length;
    TreeMap<String, SourceCounts> sources = new TreeMap<>();
    sources.put("shard-of-" + urls.length, counts);
    return new WindowResult(
        START.toEpochMilli(),
        START.plus(length).toEpochMilli(),
        pane,
        false,
        sources,
        new TreeMap<>(),
        List.of(WindowResult.run(0, Stream.of(urls).map(url -> url + ",1,1.000,1.000").toList())),
        new byte[0]);
  }

  private static List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  private static void claim(WindowTables tables, StreamOwner run, boolean takesOver)
      throws SQLException {
    tables.ownership().claim(run, takesOver, true);
    tables.setOwner(run);
  }

  private static String refusal(WindowTables tables, StreamOwner run, boolean takesOver) {
    return assertThrows(FootfallException.class, () -> claim(tables, run, takesOver)).getMessage();
  }

  @Test
  void refusesOthersAndStopsARunThatWasReplaced() throws Exception {
    try (WindowTables first = new WindowTables(database, VISITS);
        WindowTables second = new WindowTables(database, VISITS)) {
      claim(first, run("1", "1h"), true);
      for (String window : List.of("1h", "2h")) {
        assertThat(
            "nothing was written yet",
            refusal(second, run("2", window), false),
            containsString("Another run was using The tables of visits in jdbc:"));
      }
      first.upsert(List.of(report(Duration.ofHours(1), 0, "/a")));
      assertThat(
          refusal(second, run("2", "2h"), true),
          containsString("--window=1h there, --window=2h here"));
      assertThat(
          refusal(second, run("2", "1h"), false),
          containsString("Another run was using The tables of visits in jdbc:"));
      claim(second, run("2", "1h"), true);
      assertThat(
          messageOf(
              PermanentFailure.class,
              () -> first.upsert(List.of(report(Duration.ofHours(1), 1, "/b")))),
          startsWith("Run 2, started at 2024-03-01T10:00:00Z, has taken over jdbc:"));
      first.ownership().release(run("1", "1h"));
      assertThat(refusal(first, run("3", "1h"), false), containsString("Another run was using"));
      second.ownership().release(run("2", "1h"));
      claim(second, run("3", "1h"), false);
      second.ownership().release(run("3", "1h"));
      second.ownership().renew(run("3", "1h"));
      assertThat(refusal(first, run("4", "1h"), false), containsString("Another run was using"));
      StreamOwner resumed = new StreamOwner("4", run("4", "1h").settings(), START, "savepoint-1");
      claim(first, resumed, false);
      first.ownership().release(resumed);
    }
  }

  @Test
  void takingOverWaitsForAWriteInProgress() throws Exception {
    try (WindowTables first = new WindowTables(database, VISITS);
        WindowTables second = new WindowTables(database, VISITS);
        Connection writing = database.connect()) {
      claim(first, run("1", "1h"), true);
      writing.setAutoCommit(false);
      OwnedTables write = new OwnedTables(writing, "visits", "a database");
      write.requireOwner(run("1", "1h"));
      Thread claim =
          new Thread(
              () -> {
                try {
                  claim(second, run("2", "1h"), true);
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      claim.start();
      Await.until("the claim waits", Duration.ofMinutes(1), () -> rows(WAITING).size() == 1);
      writing.commit();
      claim.join();
      assertThrows(PermanentFailure.class, () -> write.requireOwner(run("1", "1h")));
      second.ownership().release(run("2", "1h"));
    }
  }

  private static List<String> window() throws SQLException {
    return rows(
        "SELECT url || ' of pane ' || u.pane || ', ' || source || ', ' || w.pane FROM visits_urls u"
            + " JOIN visits_accounting USING (window_start) JOIN visits_windows w USING"
            + " (window_start) WHERE window_start = '"
            + START
            + "' ORDER BY 1");
  }

  private static boolean isWritten(WindowTables tables) {
    try {
      tables.upsert(List.of(report(Duration.ofHours(1), 1, "/new", "/both")));
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /** Writes a pane, and does something before one of its requests. */
  private static boolean isWritten(int request, Callable<?> what) throws Exception {
    try (PostgresRelay relay = PostgresRelay.before(database.url());
        WindowTables tables = new WindowTables(new PostgresDatabase(relay.url()), VISITS)) {
      relay.at(request, what);
      return isWritten(tables);
    }
  }

  @Test
  void endsOrMeetsAnotherWriterBeforeAnyRequestAndIsConsistent() throws Exception {
    List<String> before =
        List.of(
            "/both of pane 0, shard-of-3, 0",
            "/old of pane 0, shard-of-3, 0",
            "/x of pane 0, shard-of-3, 0");
    List<String> after = List.of("/both of pane 1, shard-of-2, 1", "/new of pane 1, shard-of-2, 1");
    int requests = 0;
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE shop SET deadlock_timeout = '10ms'");
    }
    try (WindowTables other = new WindowTables(database, VISITS)) {
      for (boolean isCut = true; isCut; ) {
        requests++;
        AtomicBoolean reached = new AtomicBoolean();
        other.upsert(List.of(report(Duration.ofHours(1), 0, "/both", "/old", "/x")));
        boolean isWritten =
            isWritten(
                requests,
                () -> {
                  reached.set(true);
                  throw new IOException("cut");
                });
        isCut = reached.get() && !isWritten;
        assertThat("cut at request " + requests, window(), is(isCut ? before : after));
        assertThat(isWritten(other), is(true));
        assertThat("cut at request " + requests + ", then again", window(), is(after));

        other.upsert(List.of(report(Duration.ofHours(1), 0, "/both", "/old", "/x")));
        FutureTask<Boolean> second = new FutureTask<>(() -> isWritten(other));
        boolean first =
            isWritten(
                requests,
                () -> {
                  new Thread(second).start();
                  Await.until(
                      "the second has written, or waits",
                      Duration.ofMinutes(1),
                      () -> second.isDone() || rows(WAITING).size() == 1);
                  return null;
                });
        // PostgreSQL may end one of them, so that the other can continue.
        assertThat("one of two at request " + requests, first || second.get(), is(true));
        assertThat("another writer at request " + requests, window(), is(after));
      }
    }
    assertThat(requests, greaterThan(8));
  }

  @Test
  void deletesRowsOfAnotherRunInTheWindow() throws Exception {
    for (long pane : List.of(7L, 0L)) {
      try (WindowTables tables = new WindowTables(database, VISITS)) {
        tables.upsert(List.of(report(Duration.ofHours(1), pane, "/old", "/both")));
      }
      try (WindowTables tables = new WindowTables(database, VISITS)) {
        tables.upsert(List.of(report(Duration.ofHours(1), 0, "/both")));
        assertThat("after pane " + pane, window(), contains("/both of pane 0, shard-of-1, 0"));
      }
    }
  }

  @Test
  void windowsOfAnotherLengthAreDeleted() throws Exception {
    try (WindowTables tables = new WindowTables(database, VISITS)) {
      tables.upsert(List.of(report(Duration.ofDays(3), 0, "/long")));
    }
    try (WindowTables tables = new WindowTables(database, VISITS)) {
      WindowResult later = report(Duration.ofHours(1), 0, "/short");
      tables.upsert(
          List.of(
              new WindowResult(
                  START.plus(Duration.ofHours(5)).toEpochMilli(),
                  START.plus(Duration.ofHours(6)).toEpochMilli(),
                  0,
                  true,
                  later.counts(),
                  later.totals(),
                  later.runs(),
                  later.summary())));
      assertThat(rows("SELECT url FROM visits_urls"), contains("/short"));
      assertThat(rows("SELECT count(*) FROM visits_windows"), contains("1"));
      assertThat(rows("SELECT count(*) FROM visits_accounting"), contains("1"));
    }
  }
}
