package io.footfall.pipelines.serve;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.insight.InsightSettings;
import io.footfall.pipelines.query.QueryLimits;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.pipelines.query.SavedQuery;
import io.footfall.pipelines.serve.DashboardSettings.Access;
import io.footfall.pipelines.serve.DashboardSettings.Limits;
import io.footfall.testing.process.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the server, each by a request that keeps it and one that does not. */
class DashboardTest {
  private static final String TOKEN = "correct-horse-battery-staple";
  private static final String ENDLESS =
      "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = 7";

  /** Serves all tests that need no settings of their own. */
  private static Dashboard shared;

  @TempDir static Path temp;

  private Dashboard dashboard;

  @BeforeAll
  static void startShared() throws Exception {
    shared = start(with(new Limits(QueryLimits.DEFAULT, 10_000, 2)));
  }

  @AfterAll
  static void stopShared() {
    shared.close();
  }

  @BeforeEach
  void useShared() {
    dashboard = shared;
  }

  @AfterEach
  void stop() {
    if (dashboard != shared) {
      dashboard.close();
    }
  }

  private static DashboardSettings settings() {
    return with(new Access("127.0.0.1", 0, Set.of(), null));
  }

  private static DashboardSettings with(Access access) {
    return new DashboardSettings(
        access,
        new Limits(QueryLimits.DEFAULT, 60, 2),
        InsightSettings.Labels.defaults(),
        SavedQuery.all());
  }

  private static DashboardSettings withToken() {
    return with(new Access("127.0.0.1", 0, Set.of(), Token.of(TOKEN, "a test")));
  }

  private static DashboardSettings with(Limits limits) {
    return new DashboardSettings(
        settings().access(), limits, settings().labels(), settings().savedQueries());
  }

  private static DashboardSettings with(QueryLimits limits) {
    return with(new Limits(limits, 60, 2));
  }

  private static Dashboard start(DashboardSettings settings) throws Exception {
    Path lake = Files.createDirectories(temp.resolve("lake"));
    return Dashboard.start(
        QuerySource.of(lake.toString(), List.of(), List.of()), "lake", settings, "test");
  }

  private void restart(DashboardSettings settings) throws Exception {
    stop();
    dashboard = shared;
    dashboard = start(settings);
  }

  private URI server() {
    return dashboard.address();
  }

  // ---- what every answer says

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/query",
        "/api/status",
        "/assets/query.js",
        "/nowhere",
        "/healthz",
        "/metrics"
      })
  void addsSecurityHeadersToEveryResponse(String path) throws Exception {
    Http.Answer answer = Http.get(server(), path).send();
    assertThat(answer.header("Content-Security-Policy"), is(SecurityHeaders.POLICY));
    assertThat(answer.header("Content-Security-Policy"), not(containsString("unsafe")));
    assertThat(answer.header("X-Content-Type-Options"), is("nosniff"));
    assertThat(answer.header("X-Frame-Options"), is("DENY"));
    assertThat(answer.header("Referrer-Policy"), is("same-origin"));
    assertThat(answer.header("Cross-Origin-Opener-Policy"), is("same-origin"));
    assertThat(answer.header("Cross-Origin-Resource-Policy"), is("same-origin"));
    assertThat(answer.header("Cache-Control"), matchesRegex("no-store|private, no-cache"));
    assertThat(answer.header("Server"), is(""));
    assertThat(answer.header("Access-Control-Allow-Origin"), is(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/query"})
  void pagesHaveNothingInlineForThePolicyToForbid(String path) throws Exception {
    String page = Http.get(server(), path).send().body();
    assertThat(page, startsWith("<!doctype html>"));
    assertThat(page, not(containsString("style=")));
    assertThat(page, not(containsString("<style")));
    assertThat(page, not(matchesRegex("(?s).*<script(?![^>]*src=).*")));
    assertThat(page, not(matchesRegex("(?s).*<[^>]* on[a-z]+=.*")));
  }

  @Test
  void respondsNotModifiedToAKnownEntityTag() throws Exception {
    Http.Answer first = Http.get(server(), "/assets/query.js").send();
    assertThat(first.status(), is(200));
    Http.Answer again =
        Http.get(server(), "/assets/query.js").with("If-None-Match", first.header("ETag")).send();
    assertThat(again.status(), is(304));
    assertThat(again.body(), is(""));
  }

  @Test
  void servesOnlyAssets() throws Exception {
    for (String path :
        List.of(
            "/assets/Dashboard.class", "/assets/..%2Freport.html", "/assets/%2e%2e/x", "/../x")) {
      assertThat(path, Http.get(server(), path).send().status() / 100, is(4));
    }
  }

  @Test
  void refusesMalformedQueryStrings() throws Exception {
    for (String query :
        List.of(
            "customer=%",
            "customer=%zz",
            "customer=%ff",
            "customer=%C0%80",
            "customer=%u0041",
            "customer",
            "=1",
            "customer=1&",
            "customer=1&customer=2",
            "%=1")) {
      for (String path : List.of("/api/insight", "/api/status", "/login")) {
        Http.Answer answer = Http.get(server(), path + "?" + query).send();
        assertThat(query, answer.status(), is(400));
        assertThat(answer.body(), containsString("{\"error\":\"The query string"));
      }
    }
    String id = "%F0%9F%98%80".repeat(500);
    for (String query : List.of("?customer=" + id, "?customer=%25", "?customer=", "?", "")) {
      assertThat(query, Http.get(server(), "/api/insight" + query).send().status(), is(200));
    }
  }

  @Test
  void errorsOfTheServerAreThoseOfTheDashboard() throws Exception {
    Map<String, Integer> requests =
        Map.of("/api/insight?customer=" + "a".repeat(16_384), 414, "/%2e%2e/x", 400, "/a%zz", 400);
    for (Map.Entry<String, Integer> request : requests.entrySet()) {
      Http.Answer answer = Http.get(server(), request.getKey()).send();
      assertThat(answer.status(), is(request.getValue()));
      assertThat(answer.header("Content-Type"), is("application/json"));
      assertThat(answer.header("Content-Security-Policy"), is(SecurityHeaders.POLICY));
      assertThat(answer.body(), matchesRegex("\\{\"error\":\"The (address|request) [^\"]+\"}"));
    }
  }

  @Test
  void customerSearchNeedsATextAndFindsNobodyWithoutPurchases() throws Exception {
    assertThat(Http.get(server(), "/api/customers").send().status(), is(400));
    assertThat(Http.get(server(), "/api/customers?find=").send().status(), is(400));
    assertThat(Http.get(server(), "/api/customers?find=c").send().body(), is("[]"));
  }

  // ---- access

  @Test
  void refusesUnknownHostNames() throws Exception {
    for (String host :
        List.of("rebound.example", "localhost.rebound.example", "127.0.0.1.example", "10.0.0.1")) {
      Http.Answer answer = Http.get(server(), "/api/status").with("Host", host).send();
      assertThat(host, answer.status(), is(403));
      assertThat(answer.body(), containsString("--allowedHost=" + host));
    }
    for (String host : List.of("localhost", "LOCALHOST:8080", "127.0.0.1", "[::1]:1")) {
      assertThat(
          host, Http.get(server(), "/api/status").with("Host", host).send().status(), is(200));
    }
  }

  @Test
  void answersAllowedHostNames() throws Exception {
    restart(with(new Access("127.0.0.1", 0, Set.of("Reports.example"), null)));
    assertThat(
        Http.get(server(), "/api/status").with("Host", "reports.example:443").send().status(),
        is(200));
    assertThat(
        Http.get(server(), "/api/status").with("Host", "other.example").send().status(), is(403));
  }

  @Test
  void refusesRequestsFromOtherSites() throws Exception {
    String own = "http://" + server().getAuthority();
    Http query = Http.query(server(), "SELECT 1");
    assertThat(query.send().status(), is(200));
    assertThat(
        query.with("Origin", own).with("Sec-Fetch-Site", "same-origin").send().status(), is(200));
    for (String origin :
        List.of("https://evil.example", "null", "http://localhost:1", own + ".evil.example")) {
      assertThat(origin, query.with("Origin", origin).send().status(), is(403));
    }
    assertThat(query.with("Sec-Fetch-Site", "cross-site").send().status(), is(403));
    assertThat(query.with("Sec-Fetch-Site", "same-site").send().status(), is(403));
  }

  @Test
  void behindAProxyThatSpeaksTlsTheOriginIsThatOfItsName() throws Exception {
    restart(with(new Access("127.0.0.1", 0, Set.of("reports.example"), null)));
    Http query = Http.query(server(), "SELECT 1").with("Host", "reports.example");
    assertThat(query.with("Origin", "https://reports.example").send().status(), is(200));
    assertThat(query.with("Origin", "https://reports.example:444").send().status(), is(403));
  }

  @Test
  void scriptsAndImagesOfOthersGetNothingButALinkLeadsToAPage() throws Exception {
    Http status = Http.get(server(), "/api/status").with("Sec-Fetch-Site", "cross-site");
    assertThat(status.with("Sec-Fetch-Mode", "no-cors").send().status(), is(403));
    Http page = Http.get(server(), "/").with("Sec-Fetch-Site", "cross-site");
    assertThat(page.with("Sec-Fetch-Mode", "navigate").send().status(), is(200));
  }

  @Test
  void readingChangesNothing() throws Exception {
    for (String path : List.of("/api/query", "/query.csv", "/logout")) {
      assertThat(path, Http.get(server(), path).send().status(), is(405));
    }
    for (String method : List.of("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS")) {
      int status = Http.get(server(), "/").as(method).send().status();
      assertThat(method, status / 100, is(4));
    }
  }

  @Test
  void requiresATokenBeyondLoopback() {
    assertThat(
        refusal(() -> restart(with(new Access("0.0.0.0", 0, Set.of(), null)))),
        containsString("requires a token"));
  }

  @Test
  void requiresTheTokenForData() throws Exception {
    restart(withToken());
    for (String path :
        List.of(
            "/api/status",
            "/api/events",
            "/api/saved",
            "/api/tables",
            "/tables/visits.csv",
            "/metrics",
            "/nowhere")) {
      Http.Answer answer = Http.get(server(), path).send();
      assertThat(path, answer.status(), is(401));
      assertThat(answer.header("WWW-Authenticate"), startsWith("Bearer"));
    }
    assertThat(Http.query(server(), "SELECT 1").send().status(), is(401));
    for (String path : List.of("/login", "/healthz", "/readyz", "/assets/dashboard.css")) {
      assertThat(path, Http.get(server(), path).send().status(), is(200));
    }
  }

  @Test
  void acceptsTheTokenAsBearerOrInASession() throws Exception {
    restart(withToken());
    Http status = Http.get(server(), "/api/status");
    assertThat(status.with("Authorization", "Bearer " + TOKEN).send().status(), is(200));
    assertThat(status.with("Authorization", "Bearer " + TOKEN + "x").send().status(), is(401));
    assertThat(status.with("Authorization", "Basic " + TOKEN).send().status(), is(401));
    assertThat(Http.get(server(), "/api/status?token=" + TOKEN).send().status(), is(401));

    Http.Answer page = Http.get(server(), "/query").with("Accept", "text/html").send();
    assertThat(page.status(), is(303));
    assertThat(page.header("Location"), containsString("/login?next=%2Fquery"));

    Http.Answer in = Http.form(server(), "/login", "next=%2Fquery&token=" + TOKEN).send();
    assertThat(in.status(), is(303));
    assertThat(in.header("Location"), is("/query"));
    String cookie = in.header("Set-Cookie");
    assertThat(
        cookie,
        allOf(
            containsString("HttpOnly"),
            containsString("SameSite=Strict"),
            containsString("Path=/")));
    assertThat(cookie, not(containsString(TOKEN)));
    String session = cookie.substring(0, cookie.indexOf(';'));
    assertThat(status.with("Cookie", session).send().status(), is(200));

    assertThat(Http.form(server(), "/logout", "").with("Cookie", session).send().status(), is(303));
    assertThat(status.with("Cookie", session).send().status(), is(401));
  }

  @Test
  void loginRedirectsOnlyToPagesOfTheDashboard() throws Exception {
    restart(withToken());
    for (String next :
        List.of("https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2Fapi%2Fstatus")) {
      Http.Answer in = Http.form(server(), "/login", "next=" + next + "&token=" + TOKEN).send();
      assertThat(in.header("Location"), is("/"));
    }
    String page =
        Http.get(server(), "/login?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").send().body();
    assertThat(page, not(containsString("alert(1)")));
  }

  @Test
  void blocksAClientAfterWrongTokens() throws Exception {
    restart(withToken());
    Http.Answer answer = Http.form(server(), "/login", "token=wrong").send();
    assertThat(answer.status(), is(401));
    assertThat(answer.body(), containsString("Wrong token."));
    for (int i = 0; i < 10; i++) {
      answer = Http.form(server(), "/login", "token=wrong" + i).send();
    }
    assertThat(answer.status(), is(429));
    assertThat(Integer.parseInt(answer.header("Retry-After")) > 0, is(true));
    assertThat(
        Http.get(server(), "/api/status").with("Authorization", "Bearer " + TOKEN).send().status(),
        is(429));
    assertThat(Http.get(server(), "/healthz").send().status(), is(200));
  }

  // ---- questions

  @Test
  void answersQueriesWithTextAndTypes() throws Exception {
    Http.Answer answer =
        Http.query(
                server(),
                "SELECT 9007199254740993 AS n, CAST(12.5 AS DECIMAL(38,9)) AS d, NULL AS nothing,"
                    + " '<b>' AS t")
            .send();
    assertThat(answer.status(), is(200));
    assertThat(answer.header("Content-Type"), startsWith("application/json"));
    assertThat(answer.body(), containsString("[\"9007199254740993\",\"12.50\",null,\"<b>\"]"));
    assertThat(
        answer.body(), containsString("{\"name\":\"n\",\"type\":\"BIGINT\",\"number\":true}"));
  }

  @Test
  void reportsThePositionOfAnSqlError() throws Exception {
    Http.Answer answer = Http.query(server(), "SELECT * FORM visits").send();
    assertThat(answer.status(), is(400));
    assertThat(
        answer.body(),
        allOf(containsString("\"reason\":\"WRONG\""), containsString("\"position\":")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_parquet('https://evil.example/x.parquet')",
        "ATTACH '/tmp/x.db' AS x",
        "COPY (SELECT 1) TO '/tmp/x.csv'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "RESET ALL",
        "PRAGMA database_list",
        "CREATE TABLE x (a INT)",
        "DROP VIEW visits",
        "INSERT INTO loads SELECT * FROM loads",
        "EXPORT DATABASE '/tmp/x'",
        "CALL pragma_version()",
        "SELECT 1; SELECT 2",
        "SELECT 1 --\r; SELECT 2",
        "SELECT getenv('HOME')",
      })
  void refusesStatementsThatDoNotQueryTheData(String sql) throws Exception {
    Http.Answer answer = Http.query(server(), sql).send();
    assertThat(answer.body(), answer.status(), is(400));
    assertThat(answer.body(), startsWith("{\"error\":\""));
  }

  @Test
  void marksTruncatedResults() throws Exception {
    restart(with(QueryLimits.DEFAULT.withRows(3)));
    Http.Answer answer = Http.query(server(), "SELECT * FROM range(10)").send();
    assertThat(
        answer.body(),
        allOf(
            containsString("\"rows\":[[\"0\"],[\"1\"],[\"2\"]]"),
            containsString("\"truncated\":true")));
  }

  @Test
  void stopsQueriesAfterTheTimeLimit() throws Exception {
    restart(with(QueryLimits.DEFAULT.withTime(Duration.ofMillis(300))));
    Http.Answer answer = Http.query(server(), ENDLESS).send();
    assertThat(answer.body(), containsString("\"reason\":\"TIME\""));
  }

  @Test
  void endsQueriesAboveTheMemoryLimit() throws Exception {
    restart(with(QueryLimits.DEFAULT.withMemoryBytes(64 << 20)));
    Http.Answer answer =
        Http.query(server(), "SELECT list(a.range || 'xxxxxxxxxxxxxxxx') FROM range(20000000) a")
            .send();
    assertThat(answer.body(), containsString("\"reason\":\"MEMORY\""));
  }

  @Test
  void cancelsQueryOfClosedConnection() throws Exception {
    restart(with(new Limits(QueryLimits.DEFAULT, 60, 1)));
    try (Socket asked = Http.query(server(), ENDLESS).connect()) {
      await("the question runs", "footfall_dashboard_queries_running 1");
      Http.Answer other = Http.query(server(), "SELECT 1").send();
      assertThat(other.status(), is(429));
      assertThat(other.header("Retry-After"), is("2"));
      asked.setSoLinger(true, 0);
    }
    await("the question has ended", "footfall_dashboard_queries_total{outcome=\"cancelled\"} 1");
    assertThat(Http.query(server(), "SELECT 1").send().status(), is(200));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT json_structure(repeat('[', 50000))",
        "FROM enable_logging('HTTP', storage='stdout')",
        "SELECT * FROM (SELECT 1) t(x) WHERE x IN (SELECT 1 FROM enable_logging('HTTP'))",
        "SELECT sum(x) OVER (ORDER BY getenv('HOME')) FROM (SELECT 1 AS x)",
        "FROM duckdb_settings()",
        "SELECT current_setting('memory_limit')",
        "SELECT write_log('x')",
        "SELECT nextval('x')",
        "FROM query('SELECT 1')",
        "FROM repeat_row(1, num_rows = 10)"
      })
  void refusesFunctionsThatAreNotListed(String sql) throws Exception {
    Http.Answer answer = Http.query(server(), sql).send();
    assertThat(answer.body(), containsString("\"reason\":\"REFUSED\""));
    assertThat(answer.body(), containsString("is not allowed here"));
  }

  @Test
  void refusesStatementsThatAreNestedTooDeeply() throws Exception {
    for (String sql :
        List.of(
            "SELECT " + "(".repeat(50_000) + "1" + ")".repeat(50_000),
            "SELECT " + "[".repeat(900) + "1" + "]".repeat(900),
            "SELECT " + "- ".repeat(50_000) + "1")) {
      Http.Answer answer = Http.query(server(), sql).send();
      assertThat(answer.body(), answer.status(), is(400));
      assertThat(Http.query(server(), "SELECT 1").send().status(), is(200));
    }
  }

  @Test
  void endsManyCrossJoinsByTimeOrMemory() throws Exception {
    restart(with(QueryLimits.DEFAULT.withTime(Duration.ofMillis(500))));
    String joins =
        IntStream.range(0, 25)
            .mapToObj(i -> "range(10) t" + i)
            .collect(Collectors.joining(" CROSS JOIN "));
    Http.Answer answer = Http.query(server(), "SELECT count(*) FROM " + joins).send();
    // A fast machine fills the memory first.
    assertThat(
        answer.body(),
        anyOf(containsString("\"reason\":\"TIME\""), containsString("\"reason\":\"MEMORY\"")));
    assertThat(Http.query(server(), "SELECT 1").send().status(), is(200));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT max(repeat('x', 60000000 + range)) FROM range(1000)",
        "SELECT repeat('x', 60000000 + range) FROM range(1000)",
        "SELECT count(*) FROM (SELECT repeat('x', 60000000) || range AS s FROM range(1000))"
            + " WHERE s LIKE '%y'"
      })
  void limitsTheMemoryThatDuckDbDoesNotCount(String sql) throws Exception {
    restart(with(QueryLimits.DEFAULT.withMemoryBytes(64 << 20)));
    Http.Answer answer = Http.query(server(), sql).send();
    assertThat(answer.body(), containsString("\"reason\":\"MEMORY\""));
    assertThat(Http.query(server(), "SELECT 1").send().status(), is(200));
  }

  @Test
  void replacesAQueryProcessThatDied() throws Exception {
    restart(settings());
    assertThat(Http.query(server(), "SELECT 1").send().status(), is(200));
    List<ProcessHandle> processes = queryProcesses();
    assertThat(processes, is(not(empty())));
    for (ProcessHandle process : processes) {
      process.destroyForcibly();
      process.onExit().join();
    }
    assertThat(Http.query(server(), "SELECT 1").send().status(), is(200));
    try (Socket asked = Http.query(server(), ENDLESS).connect()) {
      await("the query runs", "footfall_dashboard_queries_running 1");
      queryProcesses().forEach(ProcessHandle::destroyForcibly);
      String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer, containsString("The database process ended during the query"));
    }
    assertThat(Http.query(server(), "SELECT 1").send().status(), is(200));
  }

  @Test
  void leavesNoQueryProcessAndNoFile() throws Exception {
    List<ProcessHandle> others = queryProcesses();
    restart(settings());
    assertThat(Http.query(server(), "SELECT 1").send().status(), is(200));
    List<ProcessHandle> processes = new ArrayList<>(queryProcesses());
    processes.removeAll(others);
    Path folder = Path.of(processes.get(0).info().arguments().map(DashboardTest::folder).get());
    assertThat(Files.exists(folder), is(true));
    dashboard.close();
    for (ProcessHandle process : processes) {
      process.onExit().get(30, TimeUnit.SECONDS);
    }
    Await.until(
        "the files are deleted", Duration.ofSeconds(30), () -> !Files.exists(folder.getParent()));
  }

  private static String folder(String[] arguments) {
    return Arrays.stream(arguments)
        .filter(a -> a.startsWith("-Djava.io.tmpdir="))
        .map(a -> a.substring(a.indexOf('=') + 1))
        .findFirst()
        .orElseThrow();
  }

  private static List<ProcessHandle> queryProcesses() {
    return ProcessHandle.current()
        .children()
        .filter(p -> p.info().commandLine().orElse("").endsWith(".QueryServer"))
        .toList();
  }

  // ---- slow clients

  @Test
  void answersOthersWhileRequestBodiesAreSlow() throws Exception {
    restart(withToken());
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 70; i++) {
        Socket socket = new Socket(server().getHost(), server().getPort());
        socket.setSoTimeout(60_000);
        slow.add(socket);
        socket
            .getOutputStream()
            .write(
                ("POST /login HTTP/1.1\r\nHost: "
                        + server().getAuthority()
                        + "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                        + "Content-Length: 1000\r\n\r\ntoken=")
                    .getBytes(StandardCharsets.US_ASCII));
      }
      for (String path : List.of("/healthz", "/readyz", "/login")) {
        assertThat(path, Http.get(server(), path).send().status(), is(200));
      }
      // Each byte would restart an idle timeout.
      long start = System.nanoTime();
      while (stillOpen(slow.get(0)) && System.nanoTime() - start < 60e9) {
        assertThat(Http.get(server(), "/healthz").send().status(), is(200));
      }
      assertThat(stillOpen(slow.get(0)), is(false));
      Await.until("the last one is closed", Duration.ofMinutes(1), () -> !stillOpen(slow.get(69)));
      assertThat(Http.get(server(), "/login").send().status(), is(200));
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static boolean stillOpen(Socket socket) throws InterruptedException {
    try {
      socket.getOutputStream().write('x');
      TimeUnit.MILLISECONDS.sleep(100);
      return socket.getInputStream().available() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void answersQueriesWhileDownloadsAreSlow() throws Exception {
    restart(with(new Limits(QueryLimits.DEFAULT, 60, 1)));
    String sql = "sql=SELECT+repeat('x',1000)||range+FROM+range(100000)";
    try (Socket slow = Http.form(server(), "/query.csv", sql).connect()) {
      await("the download runs", "footfall_dashboard_queries_running 1");
      assertThat(Http.query(server(), "SELECT 1").send().status(), is(200));
      assertThat(Http.form(server(), "/query.csv", "sql=SELECT+1").send().status(), is(429));
      slow.setSoLinger(true, 0);
    }
  }

  @Test
  void countsWrongTokensOfAllLoopbackAddressesTogether() throws Exception {
    restart(withToken());
    for (int i = 1; i <= 5; i++) {
      assertThat(wrongToken("127.0.0." + (i + 1)), startsWith("HTTP/1.1 401"));
    }
    assertThat(wrongToken("127.0.1.1"), startsWith("HTTP/1.1 429"));
  }

  private String wrongToken(String address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(address, 0));
      socket.connect(new InetSocketAddress(server().getHost(), server().getPort()));
      socket
          .getOutputStream()
          .write(
              ("GET /api/status HTTP/1.1\r\nHost: "
                      + server().getAuthority()
                      + "\r\nConnection: close\r\nAuthorization: Bearer wrong\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void await(String what, String metric) throws Exception {
    Await.until(
        what,
        Duration.ofSeconds(30),
        () -> Http.get(server(), "/metrics").send().body().lines().anyMatch(metric::equals));
  }

  @Test
  void limitsQueriesPerClientAndMinute() throws Exception {
    restart(with(new Limits(QueryLimits.DEFAULT, 3, 2)));
    for (int i = 0; i < 3; i++) {
      assertThat(Http.query(server(), "SELECT 1").send().status(), is(200));
    }
    Http.Answer answer = Http.query(server(), "SELECT 1").send();
    assertThat(answer.status(), is(429));
    assertThat(Integer.parseInt(answer.header("Retry-After")) <= 20, is(true));
    assertThat(answer.body(), containsString("Too many queries"));
    assertThat(Http.get(server(), "/tables/visits.csv").send().status(), is(429));
  }

  @Test
  void refusesInvalidRequests() throws Exception {
    Http query = Http.query(server(), "SELECT 1");
    assertThat(query.with("Content-Type", "text/plain").send().status(), is(400));
    Http broken = new Http(server(), "POST", "/api/query", query.headers(), "{\"sql\": 1}");
    assertThat(broken.send().status(), is(400));
    assertThat(Http.query(server(), "x".repeat(300_000)).send().status(), is(413));
  }

  @Test
  void listsTheSavedQueriesOfADirectory() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("queries"));
    Files.writeString(
        folder.resolve("ours.sql"), "-- How many?\n--\n-- n  a number\nSELECT 1 AS n\n");
    Files.writeString(folder.resolve("bare.sql"), "SELECT 2");
    Files.writeString(folder.resolve("notes.txt"), "no query");
    List<SavedQuery> own = SavedQuery.ofDirectory(folder);
    assertThat(own.stream().map(SavedQuery::name).toList(), is(List.of("bare", "ours")));
    restart(
        new DashboardSettings(settings().access(), settings().limits(), settings().labels(), own));
    String listed = Http.get(server(), "/api/saved").send().body();
    assertThat(listed, containsString("\"question\":\"How many?\""));
    assertThat(listed, containsString("\"question\":\"bare.sql\""));
    assertThat(listed, not(containsString("top-pages")));
    assertThat(
        assertThrows(FootfallException.class, () -> SavedQuery.ofDirectory(temp.resolve("none")))
            .getMessage(),
        containsString("Cannot read the saved queries in"));
  }

  // ---- downloads

  @Test
  void csvDownloadsHaveNoFormulas() throws Exception {
    String sql =
        "sql=SELECT+*+FROM+(VALUES+('%3D1%2B1'),('-5'),('-5x'),('%40a'),('a%2C%22b%22'),(NULL))+t(cell)";
    Http.Answer answer = Http.form(server(), "/query.csv", sql).send();
    assertThat(answer.header("Content-Disposition"), is("attachment; filename=\"query.csv\""));
    assertThat(answer.header("Content-Type"), is("text/csv; charset=utf-8"));
    assertThat(
        answer.body(), is("\ufeffcell\n\"'=1+1\"\n-5\n\"'-5x\"\n\"'@a\"\n\"a,\"\"b\"\"\"\n\n"));
  }

  @Test
  void downloadsResultsAndTablesAsWorkbooks() throws Exception {
    List<String> cells = new ArrayList<>();
    for (String path : List.of("/query.xlsx", "/tables/visits.xlsx")) {
      HttpRequest.Builder request = HttpRequest.newBuilder(server().resolve(path));
      if (path.startsWith("/query")) {
        request
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("sql=SELECT+'%3D1%2B1'+AS+cell"));
      }
      HttpResponse<InputStream> answer =
          HttpClient.newHttpClient()
              .send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.statusCode(), is(200));
      assertThat(
          answer.headers().firstValue("Content-Disposition").orElse(""), endsWith(".xlsx\""));
      try (ReadableWorkbook workbook = new ReadableWorkbook(answer.body())) {
        workbook
            .getFirstSheet()
            .read()
            .forEach(row -> row.forEach(cell -> cells.add(cell.asString())));
      }
    }
    assertThat(
        cells,
        contains(
            "cell",
            "=1+1",
            "user_id",
            "timestamp",
            "url",
            "page_view_duration",
            "event_date",
            "batch",
            "utm_source",
            "utm_medium",
            "utm_campaign",
            "utm_term",
            "utm_content",
            "referrer",
            "status"));
    assertThat(Http.form(server(), "/query.xlsx", "sql=SELECT+x").send().status(), is(400));
    assertThat(Http.get(server(), "/tables/passwords.xlsx").send().status(), is(404));
  }

  @Test
  void failedDownloadIsAnErrorAndNoFile() throws Exception {
    Http.Answer answer = Http.form(server(), "/query.csv", "sql=SELECT+x").send();
    assertThat(answer.status(), is(400));
    assertThat(answer.header("Content-Disposition"), is(""));
    Http.Answer late =
        Http.form(
                server(),
                "/query.csv",
                "sql=SELECT+CAST(CASE+WHEN+range<5+THEN+'1'+ELSE+'x'+END+AS+INT)+FROM+range(10)")
            .send();
    assertThat(late.status(), is(400));
    assertThat(late.header("Content-Disposition"), is(""));
    assertThat(late.header("Content-Security-Policy"), is(SecurityHeaders.POLICY));
  }

  @Test
  void servesOnlyExistingTables() throws Exception {
    Http.Answer answer = Http.get(server(), "/tables/visits.csv").send();
    assertThat(
        answer.body(),
        is(
            "\ufeffuser_id,timestamp,url,page_view_duration,event_date,batch,utm_source,"
                + "utm_medium,utm_campaign,utm_term,utm_content,referrer,status\n"));
    assertThat(Http.get(server(), "/tables/passwords.csv").send().status(), is(404));
  }

  // ---- what watches it

  @Test
  void sendsTheStateToFollowers() throws Exception {
    try (Socket events =
        Http.get(server(), "/api/events").with("Accept", "text/event-stream").connect()) {
      StringBuilder said = new StringBuilder();
      while (said.indexOf("\"trouble\":null") < 0) {
        int next = events.getInputStream().read();
        assertThat("ended after " + said, next >= 0, is(true));
        said.append((char) next);
      }
      assertThat(said.toString(), containsString("event: state"));
      assertThat(said.toString(), containsString("Content-Type: text/event-stream"));
      await("somebody follows", "footfall_dashboard_followers 1");
    }
  }

  @Test
  void servesHealthAndMetrics() throws Exception {
    restart(settings());
    assertThat(Http.get(server(), "/healthz").send().body(), is("ok\n"));
    assertThat(Http.get(server(), "/readyz").send().body(), is("ready\n"));
    Http.query(server(), "SELECT 1").send();
    Http.query(server(), "SELECT").send();
    Http.get(server(), "/nowhere/at/all").send();
    String metrics = Http.get(server(), "/metrics").send().body();
    for (String line :
        List.of(
            "footfall_dashboard_queries_total{outcome=\"ok\"} 1",
            "footfall_dashboard_queries_total{outcome=\"wrong\"} 1",
            "footfall_dashboard_query_seconds_count 2",
            "footfall_dashboard_requests_total{path=\"/api/query\",status=\"2xx\"} 1",
            "footfall_dashboard_requests_total{path=\"other\",status=\"4xx\"} 1",
            "footfall_dashboard_data_readable 1")) {
      assertThat(metrics, metrics.lines().anyMatch(line::equals), is(true));
    }
    assertThat(metrics, containsString("\nfootfall_dashboard_poll_age_seconds "));
  }

  @Test
  void namesTheOptionForAPortInUse() {
    assertThat(
        refusal(
            () ->
                Dashboard.start(
                    QuerySource.of(temp.resolve("lake").toString(), List.of(), List.of()),
                    "lake",
                    with(new Access("127.0.0.1", server().getPort(), Set.of(), null)),
                    "test")),
        allOf(containsString("is already in use"), containsString("--port=0")));
  }

  @Test
  void refusesATokenThatIsTooShort() throws Exception {
    Path file = Files.writeString(temp.resolve("token"), "secret\n", StandardCharsets.UTF_8);
    assertThat(
        refusal(() -> Token.read(file)),
        allOf(containsString("at least 16"), not(containsString("secret\n"))));
    assertThat(Map.of("token", Token.of(TOKEN, "a test")).toString(), not(containsString(TOKEN)));
  }
}
