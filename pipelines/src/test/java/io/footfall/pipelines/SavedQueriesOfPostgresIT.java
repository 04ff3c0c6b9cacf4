package io.footfall.pipelines;

import io.footfall.query.QueryDatabase;
import io.footfall.query.QueryLimits;
import io.footfall.query.QuerySource;
import io.footfall.testing.process.PostgresServer;
import io.footfall.warehouse.Warehouse;
import io.footfall.warehouse.WarehouseLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Saved queries, asked of a PostgreSQL that was loaded from a lake. */
class SavedQueriesOfPostgresIT extends SavedQuerySpecification {
  @TempDir static Path temp;
  private static PostgresServer postgres;
  private static QueryDatabase database;

  @BeforeAll
  static void load() throws Exception {
    postgres = PostgresServer.start(temp.resolve("server"));
    Path password = Files.writeString(temp.resolve("password"), PostgresServer.PASSWORD + "\n");
    Path lake = writeLake(temp);
    run(
        "load",
        "--lake=" + lake,
        "--warehouse=" + postgres.url(),
        "--user=" + PostgresServer.USER,
        "--passwordFile=" + password,
        "--createTables");
    database =
        QueryDatabase.openRestricted(
            QuerySource.of(
                new Warehouse(
                    postgres.url(),
                    new WarehouseLogin(PostgresServer.USER, password.toString(), null))),
            QueryLimits.DEFAULT);
  }

  @AfterAll
  static void stop() throws Exception {
    database.close();
    postgres.close();
  }

  @Override
  QueryDatabase database() {
    return database;
  }
}
