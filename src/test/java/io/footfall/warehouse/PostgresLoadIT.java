package io.footfall.warehouse;

import io.footfall.testing.process.PostgresServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
}
