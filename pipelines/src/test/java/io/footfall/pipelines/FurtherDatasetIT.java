package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.FootfallProcess.Ended;
import io.footfall.searches.SearchesProvider;
import io.footfall.testing.process.KafkaBroker;
import io.footfall.testing.process.PostgresServer;
import io.footfall.testing.redshift.Buckets;
import io.footfall.testing.redshift.RedshiftServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A dataset of the test tree, on the class path of the program that was packaged: files, a stream,
 * a lake, queries and warehouses work with it, and nothing of the program knows it.
 */
class FurtherDatasetIT {
  private static final List<String> DAYS =
      List.of("2026-03-01|hat, blue|1|0", "2026-03-01|red shoes|2|24", "2026-03-02|red shoes|1|14");
  private static final String TABLE =
      """
      date,query,searches,results
      2026-03-01,"hat, blue",1,0
      2026-03-01,red shoes,2,24
      2026-03-02,red shoes,1,14
      """;
  private static final String DAYS_IN_SQL =
      "select event_date, query, searches, results from query_days order by 1, 2";

  @TempDir static Path shared;
  private static FurtherDataset searches;
  private static PostgresServer postgres;

  @TempDir Path temp;

  @BeforeAll
  static void start() throws Exception {
    searches = FurtherDataset.pack(SearchesProvider.class, shared.resolve("searches.jar"));
    postgres = PostgresServer.start(shared.resolve("server"), "md5");
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.close();
  }

  @BeforeEach
  void writeSearches() throws Exception {
    Files.writeString(
        temp.resolve("searches.csv"),
        """
        user_id,timestamp,query,result_count
        u1,2026-03-01 10:00:00,red shoes,12
        u2,2026-03-01 11:00:00,red shoes,12
        u1,2026-03-01 12:00:00,"hat, blue",0
        u3,2026-03-02 09:00:00,red shoes,14
        u3,2026-03-02 09:30:00,red shoes,many
        """);
  }

  private FootfallProcess footfall() {
    return FootfallProcess.launcher(temp)
        .through(
            "env",
            "FOOTFALL_CLASSPATH=" + searches.file(),
            "AWS_REGION=us-east-1",
            "PGPASSWORD=" + PostgresServer.PASSWORD);
  }

  private Ended count(String output, String... more) throws Exception {
    List<String> args =
        new ArrayList<>(List.of("searches", "--input=searches.csv", "--output=" + output));
    args.addAll(List.of(more));
    return footfall().runWell(args.toArray(String[]::new));
  }

  private static String url(String database) {
    return database + (database.contains("?") ? "&" : "?") + "user=" + PostgresServer.USER;
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void filesMakeItsReport(String runner) throws Exception {
    count("report", "--runner=" + runner)
        .assertOut("Most frequent queries of a day")
        .assertOut("read 5 = ok 4 + rejected 1 + duplicate 0 + late 0");
    assertThat(Files.readString(temp.resolve("report/queries.csv")), is(TABLE));
    assertThat(
        footfall().runWell("query", "--report=report", "--format=csv", DAYS_IN_SQL).out(),
        is(TABLE.replaceFirst("date", "event_date")));
  }

  @Test
  void helpAndMistypedNamesShowIt() throws Exception {
    assertThat(
        footfall().runWell("searches", "--help").out().replaceAll("\\s+", " "),
        containsString(
            "Counts searches and their results per query and day. By default, files produce one"
                + " report: queries.csv and run.json."));
    assertThat(
        footfall().runWell("compact", "--help").out().replaceAll("\\s+", " "),
        containsString("Dataset: visits, purchases or searches. Default: all."));
    footfall().run("searchs", "--input=searches.csv").assertStatus(2).assertErr("searches");
    footfall()
        .run("compact", "--lake=lake", "--dataset=orders")
        .assertStatus(2)
        .assertErr("Unknown dataset 'orders'. Choose visits, purchases or searches.");
  }

  @Test
  void countsAndReconcilesAStream() throws Exception {
    try (KafkaBroker kafka = KafkaBroker.start(temp.resolve("kafka"))) {
      kafka.createTopic("searches", 2);
      footfall()
          .runWell("publish", "--input=searches.csv", "--output=" + kafka.uri("searches"))
          .assertOut("Publishing searches from ")
          .assertOut("read 5 = ok 4 + rejected 1");
      footfall()
          .runWell(
              "searches",
              "--input=" + kafka.uri("searches"),
              "--initialPosition=earliest",
              "--stopAfterIdle=3s",
              "--output=days",
              "--lake=lake",
              "--lakeEvery=1s",
              "--sink=" + url(postgres.url()))
          .assertOut("window day, ")
          .assertOut("read 4 = ok 4 + rejected 0");
    }
    assertThat(
        Files.readAllLines(temp.resolve("days/date=2026-03-01/queries.csv")),
        hasItems(
            "2026-03-01,\"hat, blue\",1,0,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,0,true",
            "2026-03-01,red shoes,2,24,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,0,true"));
    assertThat(
        postgres.rows("select date, query, searches, results from searches_queries order by 1, 2"),
        is(DAYS));
    assertThat(
        footfall()
            .runWell("query", "--warehouse=" + url(postgres.url()), "--format=csv", DAYS_IN_SQL)
            .out(),
        is(TABLE.replaceFirst("date", "event_date")));
    assertThat(
        footfall().runWell("query", "--lake=lake", "--format=csv", DAYS_IN_SQL).out(),
        is(TABLE.replaceFirst("date", "event_date")));
    assertThat(
        footfall().runWell("reconcile", "--streamOutput=days", "--input=searches.csv").out(),
        containsString("in the stream: no difference"));
  }

  @Test
  void lakeProducesTheReportOfItsFiles() throws Exception {
    count("report", "--lake=lake");
    footfall()
        .runWell("searches", "lake:lake", "--output=again")
        .assertOut("read 4 = ok 4 + rejected 0");
    assertThat(Files.readString(temp.resolve("again/queries.csv")), is(TABLE));
    footfall().runWell("searches", "lake:lake", "--output=days", "--window=day");
    assertThat(
        Files.readAllLines(temp.resolve("days/date=2026-03-02/queries.csv")),
        hasItems("2026-03-02,red shoes,1,14,2026-03-02T00:00:00Z,2026-03-03T00:00:00Z,0,true"));
  }

  @Test
  void rejectsAreReplayedIntoTheLake() throws Exception {
    count("report", "--lake=lake");
    footfall()
        .runWell(
            "replay",
            "--rejects=report/rejects",
            "--dataset=searches",
            "--lake=lake",
            "--fix=s/many/20/");
    footfall().runWell("compact", "--lake=lake", "--dataset=searches");
    assertThat(
        footfall()
            .runWell(
                "query",
                "--lake=lake",
                "--format=csv",
                "select count(*) as n, sum(result_count) as results from searches")
            .out(),
        is("n,results\n5,58\n"));
  }

  @Test
  void loadsALakeIntoPostgresAndRedshift() throws Exception {
    Path bucket = Files.createDirectories(temp.resolve("bucket"));
    count("report", "--lake=" + bucket.resolve("lake"));
    try (PostgresServer warehouse = PostgresServer.start(temp.resolve("warehouse"), "md5");
        RedshiftServer redshift =
            RedshiftServer.start(
                warehouse,
                new Buckets(Map.of("shop", bucket)),
                Files.createDirectories(temp.resolve("copies")))) {
      String lake = "--lake=" + bucket.resolve("lake");
      footfall()
          .runWell(
              "load",
              lake,
              "--dataset=searches",
              "--lakeUrl=s3://shop/lake",
              "--warehouse=" + redshift.url(),
              "--user=" + PostgresServer.USER,
              "--iamRole=default",
              "--createTables")
          .assertOut("searches: 1 batch loaded, 4 rows");
      assertThat(warehouse.rows(DAYS_IN_SQL), is(DAYS));
      assertThat(
          Stream.of("searches", "query_days", "visits", "customer_days")
              .filter(table -> redshift.statements().stream().anyMatch(s -> creates(s, table)))
              .toList(),
          contains("searches", "query_days", "visits", "customer_days"));
      assertThat(
          footfall()
              .runWell("query", "--warehouse=" + url(redshift.url()), "--format=csv", DAYS_IN_SQL)
              .out(),
          is(TABLE.replaceFirst("date", "event_date")));
    }
    try (PostgresServer warehouse = PostgresServer.start(temp.resolve("postgres"), "md5")) {
      footfall()
          .runWell(
              "load",
              "--lake=" + bucket.resolve("lake"),
              "--warehouse=" + url(warehouse.url()),
              "--createTables");
      assertThat(warehouse.rows(DAYS_IN_SQL), is(DAYS));
    }
  }

  private static boolean creates(String statement, String table) {
    return statement.startsWith("CREATE TABLE") && statement.contains(".\"" + table + "\"");
  }
}
