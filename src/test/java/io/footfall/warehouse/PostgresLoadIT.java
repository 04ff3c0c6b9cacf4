package io.footfall.warehouse;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import io.footfall.testing.process.PostgresServer;
import java.nio.file.Path;
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
