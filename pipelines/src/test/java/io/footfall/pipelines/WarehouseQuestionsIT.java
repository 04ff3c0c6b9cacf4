package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.pipelines.insight.InsightSettings;
import io.footfall.pipelines.query.Queries;
import io.footfall.pipelines.query.QueryDatabase;
import io.footfall.pipelines.query.QueryLimits;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.pipelines.query.SavedQuery;
import io.footfall.pipelines.serve.Dashboard;
import io.footfall.pipelines.serve.DashboardSettings;
import io.footfall.testing.process.PostgresServer;
import io.footfall.testing.redshift.Buckets;
import io.footfall.testing.redshift.RedshiftServer;
import io.footfall.warehouse.Warehouse;
import io.footfall.warehouse.WarehouseLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries of warehouses that were loaded from a lake: PostgreSQL, and a stand-in for Redshift. */
class WarehouseQuestionsIT extends SavedQuerySpecification {
  @TempDir static Path temp;
  private static PostgresServer postgres;
  private static RedshiftServer redshift;
  private static final Map<String, QuerySource> SOURCES = new LinkedHashMap<>();
  private static final Map<String, Queries> DATABASES = new LinkedHashMap<>();

  @BeforeAll
  static void load() throws Exception {
    postgres = PostgresServer.start(temp.resolve("server"), "md5");
    redshift =
        RedshiftServer.start(
            postgres,
            new Buckets(Map.of("shop", temp)),
            Files.createDirectories(temp.resolve("copies")));
    postgres.execute("create schema redshift");
    Path password = Files.writeString(temp.resolve("password"), PostgresServer.PASSWORD + "\n");
    Path lake = writeLake(temp);
    WarehouseLogin login = new WarehouseLogin(PostgresServer.USER, password.toString(), null);
    load(lake, password, postgres.url(), "public");
    load(lake, password, redshift.url(), "redshift");
    SOURCES.put("PostgreSQL", QuerySource.of(new Warehouse(postgres.url(), login)));
    SOURCES.put(
        "Redshift", QuerySource.of(new Warehouse(redshift.url(), login)).withSchema("redshift"));
    for (Map.Entry<String, QuerySource> source : SOURCES.entrySet()) {
      DATABASES.put(
          source.getKey(), Queries.openRestricted(source.getValue(), QueryLimits.DEFAULT));
    }
  }

  private static void load(Path lake, Path password, String url, String schema) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "load",
                "--lake=" + lake,
                "--warehouse=" + url,
                "--schema=" + schema,
                "--user=" + PostgresServer.USER,
                "--passwordFile=" + password,
                "--createTables"));
    if (url.startsWith("jdbc:redshift")) {
      args.add("--iamRole=arn:aws:iam::123456789012:role/loader");
      args.add("--lakeUrl=s3://shop/lake");
    }
    run(args.toArray(String[]::new));
  }

  @AfterAll
  static void stop() throws Exception {
    DATABASES.values().forEach(Queries::close);
    redshift.close();
    postgres.close();
  }

  @Override
  Map<String, Queries> databases() {
    return DATABASES;
  }

  @Test
  void returnsOnlySelectedDays() throws Exception {
    LocalDate day = LocalDate.of(2024, 3, 2);
    for (Map.Entry<String, QuerySource> source : SOURCES.entrySet()) {
      try (QueryDatabase database = QueryDatabase.open(source.getValue().withDays(day, day))) {
        assertThat(
            source.getKey(),
            database
                .query(
                    "WITH day AS (SELECT count(*) AS n FROM visits) SELECT n,"
                        + " (SELECT count(*) FROM purchases), (SELECT sum(visits) FROM url_stats),"
                        + " (SELECT count(*) FROM customer_days) FROM day")
                .rows()
                .get(0)
                .stream()
                .map(String::valueOf)
                .toList(),
            contains("3", "3", "3", "3"));
      }
    }
  }

  @Test
  void dashboardShowsTheSameForEachWarehouse() throws Exception {
    Map<String, QuerySource> sources = new LinkedHashMap<>(SOURCES);
    JsonNode ofLake =
        shown(QuerySource.of(temp.resolve("lake").toString(), List.of(), List.of()), "insight");
    for (Map.Entry<String, QuerySource> source : sources.entrySet()) {
      JsonNode shown = shown(source.getValue(), "insight");
      for (String part : List.of("days", "visits", "purchases")) {
        assertThat(source.getKey() + " " + part, shown.path(part), is(ofLake.path(part)));
      }
      JsonNode status = shown(source.getValue(), "status");
      assertThat(source.getKey(), status.path("trouble").isNull(), is(true));
      assertThat(
          source.getKey(),
          status.path("newest").path("visits").asText(),
          is("2024-03-02T09:00:00Z"));
      assertThat(source.getKey(), status.path("loads").size(), is(2));
    }
  }

  private static JsonNode shown(QuerySource source, String what) throws Exception {
    try (Dashboard dashboard =
        Dashboard.start(
            source,
            "it",
            new DashboardSettings(
                new DashboardSettings.Access("127.0.0.1", 0, Set.of(), null),
                new DashboardSettings.Limits(QueryLimits.DEFAULT, 60, 2),
                InsightSettings.Labels.defaults(),
                SavedQuery.all()),
            "test")) {
      return new ObjectMapper().readTree(dashboard.address().resolve("api/" + what).toURL());
    }
  }
}
