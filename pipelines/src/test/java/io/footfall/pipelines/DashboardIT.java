package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.footfall.postgres.PostgresDatabase;
import io.footfall.postgres.PostgresSink;
import io.footfall.testing.browser.BrowserSuite;
import io.footfall.testing.process.PostgresServer;
import io.footfall.testing.process.ReservedPort;
import io.footfall.visits.VisitsDataset;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard as a process, in a browser: of a lake, and of a warehouse that a stream fills. */
class DashboardIT {
  private static final String TOKEN = "sesame-opens-for-those-who-know-it";

  @TempDir Path temp;

  /** Visits that are made up, and what is right about them. */
  private static final class Visits {
    private final StringBuilder csv =
        new StringBuilder("user_id,timestamp,url,page_view_duration\n");
    private final Set<String> users = new HashSet<>();
    private final Map<String, Integer> pages = new TreeMap<>();
    private int count;

    void add(String user, int day, String url) {
      csv.append(quoted(user))
          .append(String.format(Locale.ROOT, ",2024-03-%02d 10:%02d:00,", day, count % 60))
          .append(quoted(url))
          .append(",12.5\n");
      users.add(user);
      pages.merge(url, 1, Integer::sum);
      count++;
    }

    Map<String, String> totals() {
      return Map.of("visits", grouped(count), "users", grouped(users.size()));
    }

    private static String grouped(int n) {
      return String.format(Locale.ROOT, "%,d", n);
    }

    private static String quoted(String text) {
      return '"' + text.replace("\"", "\"\"") + '"';
    }
  }

  private void seal(String name) throws Exception {
    FootfallProcess.launcher(temp)
        .runWell(
            "visits",
            "--input=" + temp.resolve(name + ".csv"),
            "--output=" + temp.resolve(name),
            "--lake=" + temp.resolve("lake"),
            "--batch=" + name);
  }

  @TestFactory
  List<DynamicTest> followsALake() throws Exception {
    Visits visits = new Visits();
    for (int i = 0; i < 1_200; i++) {
      visits.add("user " + i % 300, 1 + i % 20, "https://shop.example/" + i % 40 * (i % 3));
    }
    Files.writeString(temp.resolve("first.csv"), visits.csv);
    Map<String, String> first = visits.totals();
    visits.csv.setLength(visits.csv.indexOf("\n") + 1);
    for (String naughty : NaughtyStrings.ALL) {
      visits.add(naughty, 21, naughty);
    }
    for (int i = 0; i < 7; i++) {
      visits.csv.append("someone,yesterday,<img src=x onerror=alert(1)>,1\n");
    }
    Files.writeString(temp.resolve("second.csv"), visits.csv);
    Map.Entry<String, Integer> top =
        visits.pages.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    Map<String, String> second = visits.totals();
    visits.csv.setLength(visits.csv.indexOf("\n") + 1);
    visits.add("somebody new", 22, "/new");
    Files.writeString(temp.resolve("third.csv"), visits.csv);
    // A lake without a directory is refused as mistyped.
    Files.createDirectories(temp.resolve("lake"));
    // One that it can return to.
    int port = ReservedPort.take();
    ServedDashboard[] dashboard = {serveLake(port)};
    try {
      return BrowserSuite.of("dashboard.test.js")
          .with("baseURL", dashboard[0].url())
          .with("first", first)
          .with("second", second)
          .with("third", visits.totals())
          .with("rejected", "7")
          .with("topPage", Map.of("url", top.getKey(), "visits", top.getValue().toString()))
          .with("naughty", NaughtyStrings.ALL)
          .answering(
              "seal",
              name -> {
                seal(name);
                return "sealed";
              })
          .answering("stop", nothing -> stop(dashboard[0]))
          .answering(
              "start",
              nothing -> {
                dashboard[0] = serveLake(port);
                return "started";
              })
          .run();
    } finally {
      dashboard[0].close();
    }
  }

  private ServedDashboard serveLake(int port) throws Exception {
    return ServedDashboard.of(
        FootfallProcess.launcher(temp),
        "serve",
        "--lake=" + temp.resolve("lake"),
        "--rejects=" + temp.resolve("second/rejects"),
        "--port=" + port,
        "--queryRows=500",
        "--queriesPerMinute=1000");
  }

  @TestFactory
  List<DynamicTest> followsAWarehouseWithTheToken() throws Exception {
    try (PostgresServer postgres = PostgresServer.start(temp.resolve("server"))) {
      makeWindows(postgres);
      FootfallProcess footfall =
          FootfallProcess.launcher(temp)
              .through("env", "PGPASSWORD=" + PostgresServer.PASSWORD, "FOOTFALL_TOKEN=" + TOKEN);
      try (ServedDashboard dashboard =
          ServedDashboard.of(
              footfall,
              "serve",
              "--warehouse=" + postgres.url() + "?user=" + PostgresServer.USER,
              "--port=0")) {
        refusesStatementThatIsNotAQuery(dashboard);
        return BrowserSuite.of("warehouse.test.js")
            .with("baseURL", dashboard.url())
            .with("token", TOKEN)
            .answering(
                "count",
                visits -> {
                  window(postgres, 11, Long.parseLong(visits));
                  return "counted";
                })
            .answering("stop", nothing -> stop(postgres))
            .run();
      }
    }
  }

  private static String stop(AutoCloseable server) throws Exception {
    server.close();
    return "stopped";
  }

  /** The tables that {@code --sink} of a stream makes, with a window in them. */
  private static void makeWindows(PostgresServer postgres) throws Exception {
    PostgresDatabase owner = new PostgresDatabase(postgres.url() + "?user=postgres");
    new PostgresSink(owner).open(new VisitsDataset(ZoneOffset.UTC)).close();
    window(postgres, 10, 120);
    asOwner(postgres, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + PostgresServer.USER);
  }

  /** What a stream says of an hour, as its sink says it: rows are put in, or replaced. */
  private static void window(PostgresServer postgres, int hour, long visits) throws Exception {
    String window =
        String.format(Locale.ROOT, "'2024-03-01 %d:00Z', '2024-03-01 %d:00Z'", hour, hour + 1);
    asOwner(
        postgres,
        ("INSERT INTO visits_urls (window_start, window_end, url, visits,"
                + " total_time_spent, average_time_spent, pane, final) VALUES (%s, '/checkout', %s,"
                + " %s, 2.5, 0, false) ON CONFLICT (window_start, url) DO UPDATE SET visits ="
                + " excluded.visits, total_time_spent = excluded.total_time_spent, pane ="
                + " visits_urls.pane + 1")
            .formatted(window, visits, BigDecimal.valueOf(visits).multiply(new BigDecimal("2.5"))),
        "INSERT INTO visits_accounting (window_start, window_end, source, read, ok, rejected,"
            + " duplicate, late, skipped, pane, final) VALUES ("
            + window
            + ", 'kinesis://clicks/0', "
            + (visits + 3)
            + ", "
            + visits
            + ", 2, 0, 1, 0, 0, false) ON CONFLICT (window_start, source) DO UPDATE SET read ="
            + " excluded.read, ok = excluded.ok, pane = visits_accounting.pane + 1",
        ("INSERT INTO visits_windows (window_start, window_end, read, ok, rejected,"
                + " duplicate, late, skipped, totals, pane, final) VALUES (%s, %s, %s, 0, 0, 0, 0,"
                + " '{}', 0, false) ON CONFLICT (window_start) DO UPDATE SET read = excluded.read,"
                + " ok = excluded.ok, pane = visits_windows.pane + 1, updated_at = now()")
            .formatted(window, visits, visits));
  }

  private static void asOwner(PostgresServer postgres, String... statements) throws Exception {
    try (var connection = new PostgresDatabase(postgres.url() + "?user=postgres").connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    }
  }

  private static void refusesStatementThatIsNotAQuery(ServedDashboard dashboard) throws Exception {
    for (String sql :
        List.of(
            "DELETE FROM visits_windows",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "DO $$ BEGIN END $$",
            "SET transaction_read_only = off",
            "WITH gone AS (DELETE FROM visits_urls RETURNING 1) SELECT * FROM gone",
            "SELECT 1; SELECT 2")) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(dashboard.url() + "api/query"))
                      .header("Content-Type", "application/json")
                      .header("Authorization", "Bearer " + TOKEN)
                      .POST(HttpRequest.BodyPublishers.ofString("{\"sql\": \"" + sql + "\"}"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(sql, answer.statusCode(), is(400));
      assertThat(sql, answer.body(), containsString("\"reason\":\"REFUSED\""));
    }
  }

  @Test
  void explainsWhyAnAddressIsUnavailable() throws Exception {
    Files.createDirectories(temp.resolve("lake"));
    FootfallProcess.launcher(temp)
        .run("serve", "--lake=" + temp.resolve("lake"), "--token=" + TOKEN)
        .assertStatus(2)
        .assertErr("--tokenFile");
  }
}
