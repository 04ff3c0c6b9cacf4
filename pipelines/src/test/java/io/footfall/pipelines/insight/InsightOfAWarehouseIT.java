package io.footfall.pipelines.insight;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.pipelines.query.QueryDatabase;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.testing.process.PostgresServer;
import io.footfall.testing.redshift.Buckets;
import io.footfall.testing.redshift.RedshiftServer;
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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same rows give the same insight, whichever database has them. */
class InsightOfAWarehouseIT {
  private static final InsightSettings SETTINGS =
      InsightSettings.of("a source", "1.0").withMade(Instant.parse("2024-03-06T00:00:00Z"));

  @TempDir Path temp;

  @Test
  void warehousesAnswerAsDuckDbDoes() throws Exception {
    try (PostgresServer postgres = PostgresServer.start(temp.resolve("server"), "md5");
        RedshiftServer redshift = RedshiftServer.start(postgres, new Buckets(Map.of()), temp);
        Tables tables = new Tables();
        Tables ofOne = new Tables()) {
      fill(tables);
      fill(ofOne);
      ofOne.run(
          "DELETE FROM visits WHERE user_id <> 'u1'",
          "DELETE FROM purchases WHERE customer_id <> 'u1'");
      copy(tables, postgres, "public", "timestamptz");
      // Redshift's times are UTC without saying so.
      copy(tables, postgres, "redshift", "timestamp");
      Path password = Files.writeString(temp.resolve("password"), PostgresServer.PASSWORD + "\n");
      WarehouseLogin login = new WarehouseLogin(PostgresServer.USER, password.toString(), null);
      String ofLake = Insight.read(tables.connection(), Tables.ALL, SETTINGS).toJson();
      String ofOneInLake = Insight.read(ofOne.connection(), Tables.ALL, SETTINGS).toJson();
      OneCustomer only = new OneCustomer("u1");
      for (QuerySource source :
          List.of(
              QuerySource.of(new Warehouse(postgres.url(), login)),
              QuerySource.of(new Warehouse(redshift.url(), login)).withSchema("redshift"))) {
        try (QueryDatabase database = QueryDatabase.open(source);
            Connection connection = database.connectToOneMoment();
            Connection some = database.connectToSome(only.conditions())) {
          assertSame(Insight.read(connection, database.relations(), SETTINGS), ofLake);
          assertSame(
              Insight.read(some, only.relations(database.relations()), SETTINGS), ofOneInLake);
          for (String text : List.of("U1", "'", "%")) {
            assertThat(
                FoundCustomers.read(connection, database.relations(), text),
                is(FoundCustomers.read(tables.connection(), Tables.ALL, text)));
          }
          assertThat(
              AllPages.read(connection, database.relations()).orElseThrow().gzip(),
              is(AllPages.read(tables.connection(), Tables.ALL).orElseThrow().gzip()));
        }
      }
    }
  }

  private static void assertSame(Insight ofWarehouse, String ofLake) throws Exception {
    for (String part : List.of("/days", "/periods", "/visits", "/purchases")) {
      assertThat(part, at(ofWarehouse.toJson(), part), is(at(ofLake, part)));
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
    for (String name : List.of("utm_source", "utm_medium", "utm_campaign", "referrer", "status")) {
      tables.run("ALTER TABLE visits ADD COLUMN " + name + " VARCHAR");
    }
    tables.run(
        "UPDATE visits SET utm_campaign = 'sale', utm_source = user_id WHERE url < '/page-2'",
        "UPDATE visits SET referrer = 'https://me@Host' || user_id || ':443/?q', status = '200'"
            + " WHERE url > '/page-1'");
    for (int i = 0; i < 60; i++) {
      String time = "2024-03-%02d %02d:30:00".formatted(2 + i % 5, i % 24);
      tables.purchases("u" + i % 11 + "|" + time + "|kind " + i % 4 + "|" + (i - 10) + ".005");
    }
  }

  /** The tables that a load makes, with the rows of the others. */
  private static void copy(Tables tables, PostgresServer postgres, String schema, String time)
      throws Exception {
    postgres.execute(
        "create schema if not exists " + schema,
        """
        create table %1$s.visits (user_id text, "timestamp" %2$s, url text,
          page_view_duration numeric(38,9), event_date date, batch text,
          utm_source text, utm_medium text, utm_campaign text, referrer text, status text);
        create table %1$s.purchases (transaction_id text, customer_id text, "timestamp" %2$s,
          product_name text, product_category text, product_price numeric(38,9), quantity bigint,
          amount numeric(38,9), event_date date, batch text);"""
            .formatted(schema, time));
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
        postgres.execute(
            "insert into " + schema + "." + table + " values " + String.join(", ", values));
      }
    }
  }
}
