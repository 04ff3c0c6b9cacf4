package io.footfall.warehouse;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.testing.process.PostgresServer;
import io.footfall.testing.redshift.Buckets;
import io.footfall.testing.redshift.RedshiftServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load of Redshift: its own driver, and a stand-in for the server. */
class RedshiftLoadIT extends WarehouseLoadSpecification {
  private static final String ROLE = "arn:aws:iam::123456789012:role/loader";

  @TempDir static Path shared;
  private static PostgresServer postgres;
  private static RedshiftServer redshift;
  private static int lakes;

  private final String lakeName = "lake" + ++lakes;

  @BeforeAll
  static void start() throws Exception {
    postgres = PostgresServer.start(shared, "md5");
    redshift =
        RedshiftServer.start(
            postgres,
            new Buckets(Map.of("shop", Files.createDirectories(shared.resolve("bucket")))),
            Files.createDirectories(shared.resolve("redshift")));
  }

  @AfterAll
  static void stop() throws Exception {
    redshift.close();
    postgres.close();
  }

  @Override
  PostgresServer postgres() {
    return postgres;
  }

  @Override
  String url() {
    return redshift.url();
  }

  @Override
  Path lakeFolder() {
    return shared.resolve("bucket").resolve(lakeName);
  }

  @Override
  LoadSettings settings(LoadSettings common) {
    return common.withIamRole(ROLE).withLakeUrl("s3://shop/" + lakeName);
  }

  private List<String> leftBehind() throws Exception {
    Path loads = lakeFolder().resolve("_loads");
    if (!Files.exists(loads)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(loads)) {
      return files.filter(Files::isRegularFile).map(Path::toString).toList();
    }
  }

  @Test
  void loadsInOneTransaction() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 10");
    redshift.forgetStatements();
    loadPurchases();
    List<String> steps =
        redshift.statements().stream()
            .dropWhile(sql -> !sql.equals("BEGIN"))
            .map(sql -> sql.replaceAll("_[0-9a-f]{32}", "").replaceAll("\"test_\\d+\".", ""))
            .map(sql -> sql.replaceAll("(?s)^((?:\\S+\\s+){2}\\S+).*", "$1"))
            .dropWhile(sql -> !sql.startsWith("LOCK"))
            .toList();
    assertThat(
        steps,
        contains(
            "LOCK TABLE \"load_ledger\"",
            "SELECT \"batch\", \"run\",",
            "INSERT INTO \"footfall_batches\"",
            "COPY \"footfall_stage\" FROM",
            "SELECT count(*) FROM",
            "INSERT INTO \"footfall_days\"",
            "SELECT \"batch\", count(*)",
            "DELETE FROM \"purchases\"",
            "INSERT INTO \"purchases\"",
            "DELETE FROM \"customer_days\"",
            "INSERT INTO \"customer_days\"",
            "DELETE FROM \"load_ledger\"",
            "DELETE FROM \"load_set_aside\"",
            "INSERT INTO \"load_ledger\"",
            "DROP TABLE \"footfall_stage\"",
            "DROP TABLE \"footfall_batches\"",
            "DROP TABLE \"footfall_days\"",
            "COMMIT"));
    assertThat(
        redshift.statements().stream().filter(sql -> sql.startsWith("COPY")).toList().get(0),
        containsString("IAM_ROLE '" + ROLE + "' FORMAT AS PARQUET MANIFEST FILLRECORD"));
    assertThat("the manifest is gone", leftBehind(), is(empty()));
  }

  @Test
  void nextLoadCompletesAnInterruptedOne() throws Exception {
    int cuts = 0;
    boolean wasCut = true;
    for (int n = 1; wasCut; n++) {
      for (boolean after : new boolean[] {false, true}) {
        String batch = "b" + n + after;
        lake.purchases(batch, "r1", batch + " c1 1 1", batch + "-2 c1 2 2");
        if (after) {
          redshift.cutAfterStatement(n);
        } else {
          redshift.cutBeforeStatement(n);
        }
        try {
          loadPurchases();
        } catch (FootfallException e) {
          cuts++;
        }
        wasCut = !redshift.isCutPending();
        redshift.cutBeforeStatement(Integer.MAX_VALUE);
        loadPurchases();
        assertThat(
            "cut " + (after ? "after" : "before") + " statement " + n,
            purchases().stream().filter(row -> row.startsWith(batch)).toList(),
            containsInAnyOrder(batch + "-2|c1|2|2", batch + "|c1|1|1"));
      }
    }
    assertThat(cuts, greaterThan(40));
    int batches = ledger().size();
    assertThat(customerDays(), contains("1|c1|" + batches, "2|c1|" + 2 * batches));
  }

  @Test
  void retriesConflicts() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 10");
    redshift.conflictOnce("INSERT INTO \"" + settings.schema() + "\".\"purchases\"");
    redshift.failOnce("DELETE FROM \"" + settings.schema() + "\".\"customer_days\"", "40001", "no");
    StringBuilder reasons = new StringBuilder();
    try (BatchLoader loader =
        new BatchLoader(
            warehouse,
            settings.withRetries(3, Duration.ofMillis(1)),
            new LoadListener() {
              @Override
              public void retrying(String reason, Duration pause) {
                reasons.append(reason).append('\n');
              }
            })) {
      loader.load(lake.purchases(), ShopLake.PURCHASES);
    }
    assertThat(reasons.toString().lines().count(), is(2L));
    assertThat(reasons.toString(), containsString("1023"));
    assertThat(purchases(), contains("t1|c1|1|10"));
    assertThat(customerDays(), contains("1|c1|10"));
  }

  @Test
  void reportsAPersistentConflict() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 10");
    redshift.conflictOnce("LOCK");
    assertThat(refusal(this::loadPurchases), containsString("Serializable isolation violation"));
    assertThat(purchases(), is(empty()));
  }

  @Test
  void concurrentLoadsLoadEachBatchOnce() throws Exception {
    for (int i = 0; i < 6; i++) {
      lake.purchases("b" + i, "r1", "t" + i + " c1 1 1");
    }
    Thread other = new Thread(() -> loadPurchases(settings.withLimits(1, 1)), "other load");
    other.start();
    loadPurchases(settings.withLimits(1, 1));
    other.join();
    assertThat(customerDays(), contains("1|c1|6"));
    assertThat(purchases().size(), is(6));
  }

  @Test
  void setsAMissingObjectAside() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 10", "t2 c1 2 20");
    Files.delete(lake.files(lake.purchases(), "a").get(0));
    LoadSummary summary = loadPurchases();
    assertThat(summary.setAside().get(0).error(), containsString("does not exist"));
    assertThat(purchases(), contains("t2|c1|2|20"));
  }

  @Test
  void requiresARoleAndALakeOnS3() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 10");
    assertThat(
        assertThrows(FootfallException.class, () -> loadPurchases(settings.withIamRole(null)))
            .getMessage(),
        containsString("--iamRole="));
    assertThat(
        assertThrows(FootfallException.class, () -> loadPurchases(settings.withLakeUrl(null)))
            .getMessage(),
        containsString("Redshift reads only from s3://"));
  }

  @Test
  void refusesNamesThatAreNotPlain() {
    assertThrows(
        FootfallException.class, () -> settings.withSchema("public\"; drop table visits; --"));
    assertThrows(FootfallException.class, () -> settings.withIamRole("x' FORMAT CSV; --"));
    assertThat(settings.schema(), not(containsString("\"")));
  }

  @Test
  void tablesOfAnEarlierVersionAreRefusedWithTheStatementsThatChangeThem() throws Exception {
    lake.visits("a", "r1", "u1 /a 1 2.5");
    loadVisits();
    makeTablesOfAnEarlierVersion();
    lake.visits("b", "r1", "u2 /b 2 -");
    FootfallException refused = assertThrows(FootfallException.class, this::loadVisits);
    String message = String.valueOf(refused.getMessage());
    String start = "Their owner must run: ";
    assertThat(message, containsString(start + "ALTER TABLE "));
    try (Connection connection = warehouse.connect();
        Statement statement = connection.createStatement()) {
      for (String sql :
          message.substring(message.indexOf(start) + start.length()).split(";\\s*", -1)) {
        if (!sql.isEmpty()) {
          statement.execute(sql);
        }
      }
    }
    loadVisits();
    assertThat(
        rows("url, visits, trim_scale(total_time_spent), timed_visits", "url_stats"),
        contains("/a|1|2.5|null", "/b|1|null|0"));
    assertThat(
        rows("user_id, trim_scale(page_view_duration)", "visits"), contains("u1|2.5", "u2|null"));
  }
}
