package io.footfall.warehouse;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.footfall.testing.process.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load of PostgreSQL. */
class PostgresLoadIT extends WarehouseLoadSpecification {
  @TempDir static Path shared;
  private static PostgresServer postgres;

  @BeforeAll
  static void start() throws Exception {
    postgres = PostgresServer.start(shared);
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.close();
  }

  @Override
  PostgresServer postgres() {
    return postgres;
  }

  @Override
  String url() {
    return postgres.url();
  }

  @Test
  void severalLoadsMayCreateTheTablesAtOnce() throws Exception {
    postgres.execute("create schema at_once");
    LoadSettings with = settings.withSchema("at_once").withRetries(10, Duration.ofMillis(1));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> loads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        loads.add(
            () -> {
              try (BatchLoader loader = loader(with)) {
                loader.createTables();
                return loader.checkTables(ShopLake.PURCHASES);
              }
            });
      }
      for (Future<Integer> load : threads.invokeAll(loads)) {
        assertThat(load.get(), is(WarehouseTables.VERSION));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void tablesOfAnEarlierVersionAreChanged() throws Exception {
    lake.visits("a", "r1", "u1 /a 1 2.5");
    loadVisits();
    makeTablesOfAnEarlierVersion();
    lake.visits("b", "r1", "u2 /b 2 -");
    loadVisits();
    assertThat(
        rows("url, visits, trim_scale(total_time_spent), timed_visits", "url_stats"),
        contains("/a|1|2.5|null", "/b|1|null|0"));
  }
}
