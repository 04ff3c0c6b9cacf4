package io.footfall.insight;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.query.QueryDatabase;
import io.footfall.query.QuerySource;
import io.footfall.testing.process.PostgresServer;
import io.footfall.warehouse.Warehouse;
import io.footfall.warehouse.WarehouseLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same rows give the same insight, whichever database has them. */
class InsightOfAWarehouseIT {
  private static final InsightSettings SETTINGS =
      InsightSettings.of("a source", "1.0").withMade(Instant.EPOCH);

  @TempDir Path temp;

  @Test
  void postgresAnswersAsDuckDbDoes() throws Exception {
    try (PostgresServer postgres = PostgresServer.start(temp.resolve("server"));
        Tables tables = new Tables()) {
      fill(tables);
      copy(tables, postgres);
      Path password = Files.writeString(temp.resolve("password"), PostgresServer.PASSWORD + "\n");
      QuerySource source =
          QuerySource.of(
              new Warehouse(
                  postgres.url(),
                  new WarehouseLogin(PostgresServer.USER, password.toString(), null)));
      try (QueryDatabase database = QueryDatabase.open(source);
          Connection connection = database.connect()) {
        String ofLake = Insight.read(tables.connection(), Tables.ALL, SETTINGS).toJson();
        Insight ofWarehouse = Insight.read(connection, database.relations(), SETTINGS);

        for (String part : List.of("/days", "/visits", "/purchases")) {
          assertThat(part, at(ofWarehouse.toJson(), part), is(at(ofLake, part)));
        }
        assertThat(
            AllPages.read(connection, database.relations()).orElseThrow().gzip(),
            is(AllPages.read(tables.connection(), Tables.ALL).orElseThrow().gzip()));
      }
    }
  }

  private static JsonNode at(String json, String part) throws Exception {
    return new ObjectMapper().readTree(json).at(part);
  }

  private static void fill(Tables tables) throws Exception {
    for (int i = 0; i < 400; i++) {
      String time = "2024-03-%02d %02d:00:00".formatted(1 + i % 5, i % 24);
      tables.visits("u" + i % 37 + "|" + time + "|/page-" + i * i % 23 + "|" + i + "." + i % 10);
    }
    for (int i = 0; i < 60; i++) {
      String time = "2024-03-%02d %02d:30:00".formatted(2 + i % 5, i % 24);
      tables.purchases("u" + i % 11 + "|" + time + "|kind " + i % 4 + "|" + (i - 10) + ".005");
    }
  }

  /** The tables that a load makes, with the rows of the others. */
  private static void copy(Tables tables, PostgresServer postgres) throws Exception {
    postgres.execute(
        """
        create table visits (user_id text, "timestamp" timestamptz, url text,
          page_view_duration numeric(38,9), event_date date, batch text);
        create table purchases (transaction_id text, customer_id text, "timestamp" timestamptz,
          product_name text, product_category text, product_price numeric(38,9), quantity bigint,
          amount numeric(38,9), event_date date, batch text);""");
    for (String table : List.of("visits", "purchases")) {
      try (Statement statement = tables.connection().createStatement();
          ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
        List<String> values = new ArrayList<>();
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          List<String> row = new ArrayList<>();
          for (int i = 1; i <= columns; i++) {
            String value = rows.getString(i);
            row.add(value == null ? "NULL" : Tables.text(value));
          }
          values.add("(" + String.join(", ", row) + ")");
        }
        postgres.execute("insert into " + table + " values " + String.join(", ", values));
      }
    }
    postgres.execute("grant select on all tables in schema public to " + PostgresServer.USER);
  }
}
