package io.footfall.warehouse;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.testing.EarlierLake;
import io.footfall.testing.process.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a load does, in every warehouse. */
abstract class WarehouseLoadSpecification {
  private static int schemas;

  @TempDir Path temp;

  ShopLake lake;
  LoadSettings settings;
  Warehouse warehouse;

  /** The server that keeps the tables. */
  abstract PostgresServer postgres();

  /** The URL by which they are loaded. */
  abstract String url();

  /** Where the lake of this test is. */
  Path lakeFolder() {
    return temp.resolve("lake");
  }

  /** Additional settings of this warehouse. */
  LoadSettings settings(LoadSettings common) {
    return common;
  }

  @BeforeEach
  void makeTables() throws Exception {
    String schema = "test_" + ++schemas;
    postgres().execute("create schema " + schema);
    Path password = Files.writeString(temp.resolve("password"), PostgresServer.PASSWORD + "\n");
    lake = new ShopLake(lakeFolder());
    warehouse =
        new Warehouse(url(), new WarehouseLogin(PostgresServer.USER, password.toString(), null));
    settings =
        settings(LoadSettings.DEFAULT.withSchema(schema).withRetries(1, Duration.ofMillis(1)));
    try (BatchLoader loader = loader()) {
      loader.createTables();
    }
  }

  BatchLoader loader() {
    return loader(settings);
  }

  BatchLoader loader(LoadSettings with) {
    return new BatchLoader(warehouse, with, LoadListener.SILENT);
  }

  LoadSummary loadPurchases() {
    return loadPurchases(settings);
  }

  LoadSummary loadPurchases(LoadSettings with) {
    try (BatchLoader loader = loader(with)) {
      return loader.load(lake.purchases(), ShopLake.PURCHASES);
    }
  }

  LoadSummary loadVisits() {
    try (BatchLoader loader = loader()) {
      return loader.load(lake.visits(), ShopLake.VISITS);
    }
  }

  /** Rows of a table of this test. */
  List<String> rows(String columns, String table) throws Exception {
    return postgres()
        .rows("select " + columns + " from " + settings.schema() + "." + table + " order by 1, 2");
  }

  List<String> purchases() throws Exception {
    return rows(
        "transaction_id, customer_id, extract(day from event_date), trim_scale(amount)",
        "purchases");
  }

  List<String> customerDays() throws Exception {
    return rows(
        "extract(day from event_date), customer_id, trim_scale(total_spent)", "customer_days");
  }

  List<String> ledger() throws Exception {
    return rows("batch, run, row_count, file_count, files_set_aside", "load_ledger");
  }

  @Test
  void sealedBatchesAreInTheTablesWithTheSumsOfEachDay() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 10.50", "t2 c1 1 0.000000001", "t3 c2 2 -4");
    lake.purchases("b", "r2", "t4 c2 2 5");
    LoadSummary summary = loadPurchases();
    assertThat(summary.rows(), is(4L));
    assertThat(
        purchases(), contains("t1|c1|1|10.5", "t2|c1|1|0.000000001", "t3|c2|2|-4", "t4|c2|2|5"));
    assertThat(customerDays(), contains("1|c1|10.500000001", "2|c2|1"));
    assertThat(ledger(), contains("a|r1|3|2|0", "b|r2|1|1|0"));
  }

  @Test
  void keepsValuesExactly() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 99999999999999999999999999999.999999999");
    loadPurchases();
    assertThat(
        rows("product_name, product_category, \"timestamp\"::text, amount", "purchases").get(0),
        containsString("a \"product\",\twith\\N and é||2024-03-01 10:00:00.123456"));
    assertThat(
        rows("amount, product_price", "purchases"),
        contains("99999999999999999999999999999.999999999|null"));
  }

  @Test
  void visitsAreCountedPerUrlAndDay() throws Exception {
    lake.visits("a", "r1", "u1 /a 1 2.5", "u2 /a 1 2.5", "u1 /a 2 1", "u1 /b 1 7");
    loadVisits();
    assertThat(
        rows(
            "extract(day from event_date), url, visits, trim_scale(total_time_spent)", "url_stats"),
        contains("1|/a|2|5", "1|/b|1|7", "2|/a|1|1"));
  }

  @Test
  void visitsWithoutADurationAreLoadedAndAreNotTimed() throws Exception {
    lake.visits("a", "r1", "u1 /a 1 2.5", "u2 /a 1 -", "u1 /b 1 -");
    loadVisits();
    assertThat(
        rows("url, visits, trim_scale(total_time_spent), timed_visits", "url_stats"),
        contains("/a|2|2.5|1", "/b|1|null|0"));
    assertThat(
        rows("user_id, url, trim_scale(page_view_duration)", "visits"),
        contains("u1|/a|2.5", "u1|/b|null", "u2|/a|null"));
  }

  /** Makes the tables of visits as they were when each visit had a duration. */
  void makeTablesOfAnEarlierVersion() throws Exception {
    String schema = settings.schema() + ".";
    postgres()
        .execute(
            ("alter table %svisits alter page_view_duration set not null, drop utm_source,"
                    + " drop utm_medium, drop utm_campaign, drop utm_term, drop utm_content, drop"
                    + " referrer, drop status; alter table %surl_stats drop timed_visits; alter"
                    + " table %surl_stats alter total_time_spent set not null")
                .formatted(schema, schema, schema));
  }

  @Test
  void filesOfAnEarlierVersionAreLoadedBesideOthers() throws Exception {
    EarlierLake.copyTo(lakeFolder());
    lake.visits("a", "r1", "u1 /a 1 2.5");
    loadVisits();
    assertThat(
        rows("user_id, url, utm_source", "visits"),
        contains("ann|/home|null", "bob|/shoes|null", "u1|/a|null"));
  }

  @Test
  void loadingAgainChangesNothing() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 10");
    loadPurchases();
    String loadedAt = rows("loaded_at::text, batch", "load_ledger").get(0);
    LoadSummary again = loadPurchases();
    assertThat(again.loaded(), is(empty()));
    assertThat(again.loadedBefore(), is(1L));
    assertThat(purchases(), hasSize(1));
    assertThat(rows("loaded_at::text, batch", "load_ledger"), contains(loadedAt));
  }

  @Test
  void sealOfABatchThatIsNamedAfterItsContentIsNotOpenedAgainOnceItIsLoaded() throws Exception {
    lake.purchases("a", "a", "t1 c1 1 10");
    loadPurchases();
    Files.writeString(Path.of(lake.purchases().sealFile("a")), "no seal");
    lake.purchases("b", "b", "t2 c1 1 5");
    LoadSummary more = loadPurchases();
    assertThat(more.loaded(), hasSize(1));
    assertThat(more.loadedBefore(), is(1L));
    assertThat(customerDays(), contains("1|c1|15"));
  }

  @Test
  void replacesARewrittenBatchAndItsDays() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 10", "t2 c1 2 10");
    lake.purchases("b", "r1", "t3 c1 1 1");
    loadPurchases();
    lake.purchases("a", "r2", "t1 c1 1 20");
    LoadSummary again = loadPurchases();
    assertThat(again.loaded(), hasSize(1));
    assertThat(purchases(), contains("t1|c1|1|20", "t3|c1|1|1"));
    assertThat(customerDays(), contains("1|c1|21"));
    assertThat(ledger(), contains("a|r2|1|1|0", "b|r1|1|1|0"));
  }

  @Test
  void entersAnEmptyBatchIntoTheLedger() throws Exception {
    lake.purchases("a", "r1");
    loadPurchases();
    assertThat(ledger(), contains("a|r1|0|0|0"));
    assertThat(loadPurchases().loadedBefore(), is(1L));
  }

  @Test
  void afterACompactionOnlyTheBatchesThatAreMissingAreLoaded() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 10");
    loadPurchases();
    lake.purchases("b", "r1", "t2 c1 1 5", "t3 c1 2 5");
    lake.compactPurchases();
    LoadSummary summary = loadPurchases();
    assertThat(summary.loaded(), hasSize(1));
    assertThat(purchases(), contains("t1|c1|1|10", "t2|c1|1|5", "t3|c1|2|5"));
    assertThat(customerDays(), contains("1|c1|15", "2|c1|5"));
    assertThat(ledger(), contains("a|r1|1|1|0", "b|r1|2|2|0"));
  }

  @Test
  void batchesThatAreNotSealedAreNotLoaded() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 10");
    lake.purchases("b", "r1", "t2 c1 1 10");
    Files.delete(Path.of(lake.purchases().sealFile("b")));
    loadPurchases();
    assertThat(purchases(), contains("t1|c1|1|10"));
  }

  @Test
  void smallBatchesGoTogetherAndATransactionIsBounded() throws Exception {
    for (int i = 0; i < 5; i++) {
      lake.purchases("b" + i, "r1", "t" + i + " c1 1 1");
    }
    StringBuilder together = new StringBuilder();
    try (BatchLoader loader =
        new BatchLoader(
            warehouse,
            settings.withLimits(1 << 20, 2),
            new LoadListener() {
              @Override
              public void loaded(List<LoadedBatch> batches) {
                together.append(batches.size());
              }
            })) {
      loader.load(lake.purchases(), ShopLake.PURCHASES);
    }
    assertThat(together.toString(), is("221"));
    assertThat(customerDays(), contains("1|c1|5"));
  }

  @Test
  void setsARefusedFileAsideAndLoadsTheRest() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 10", "t2 c1 2 20", "t3 c1 3 30");
    lake.purchases("b", "r1", "t4 c1 1 1");
    Path bad = lake.files(lake.purchases(), "a").get(1);
    ShopLake.spoil(bad);
    LoadSummary summary = loadPurchases();
    assertThat(summary.setAside(), hasSize(1));
    assertThat(summary.setAside().get(0).file(), containsString(bad.getFileName().toString()));
    assertThat(summary.setAside().get(0).rows(), is(1L));
    assertThat(purchases(), contains("t1|c1|1|10", "t3|c1|3|30", "t4|c1|1|1"));
    assertThat(ledger(), contains("a|r1|2|2|1", "b|r1|1|1|0"));
    assertThat(
        rows("batch, file", "load_set_aside").get(0), containsString(bad.getFileName().toString()));

    LoadSummary again = loadPurchases();
    assertThat("set aside is not tried again unasked", again.loaded(), is(empty()));
    assertThat(again.filesSetAsideBefore(), is(1L));
  }

  @Test
  void loadsASetAsideFileAfterItsRepair() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 10", "t2 c1 2 20");
    lake.purchases("b", "r1", "t3 c1 1 1");
    Path bad = lake.files(lake.purchases(), "a").get(0);
    byte[] whole = Files.readAllBytes(bad);
    ShopLake.spoil(bad);
    loadPurchases();
    Files.write(bad, whole);
    LoadSummary again = loadPurchases(settings.withRetrySetAside(true));
    assertThat(again.loaded(), hasSize(1));
    assertThat(purchases(), contains("t1|c1|1|10", "t2|c1|2|20", "t3|c1|1|1"));
    assertThat(customerDays(), contains("1|c1|11", "2|c1|20"));
    assertThat(rows("batch, file", "load_set_aside"), is(empty()));
  }

  @Test
  void setsNothingAsideIfEveryFileIsRefused() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 10");
    lake.purchases("b", "r1", "t2 c1 1 10");
    ShopLake.spoil(lake.files(lake.purchases(), "a").get(0));
    ShopLake.spoil(lake.files(lake.purchases(), "b").get(0));
    assertThat(
        refusal(this::loadPurchases), containsString("refuses every file, so none is set aside"));
    assertThat(ledger(), is(empty()));
    assertThat(rows("batch, file", "load_set_aside"), is(empty()));
  }

  @Test
  void mergedRowsReplaceThoseOfTheSameKeyAndTheirDaysFollow() throws Exception {
    LoadSettings merge = settings.withMode(LoadMode.MERGE);
    lake.purchases("a", "r1", "t1 c1 1 10", "t2 c1 1 1");
    loadPurchases(merge);
    lake.purchases("b", "r1", "t1 c1 2 7", "t3 c1 2 1");
    loadPurchases(merge);
    assertThat(purchases(), contains("t1|c1|2|7", "t2|c1|1|1", "t3|c1|2|1"));
    assertThat(customerDays(), contains("1|c1|1", "2|c1|8"));
  }

  @Test
  void refusesToMergeByARepeatedKey() throws Exception {
    lake.purchases("a", "r1", "t1 c1 1 10", "t1 c1 1 10");
    assertThat(
        refusal(() -> loadPurchases(settings.withMode(LoadMode.MERGE))),
        containsString("transaction_id t1"));
    assertThat(purchases(), is(empty()));
  }

  @Test
  void missingTablesNameTheOption() throws Exception {
    postgres().execute("drop table " + settings.schema() + ".customer_days");
    assertThat(
        refusal(this::loadPurchases),
        allOf(containsString("Table not found: customer_days"), containsString("--createTables")));
  }

  @Test
  void recordsTheVersionOfItsTablesAndRefusesALaterOne() throws Exception {
    try (BatchLoader loader = loader()) {
      assertThat(loader.checkTables(ShopLake.PURCHASES), is(WarehouseTables.VERSION));
      comment("null");
      assertThat(loader.checkTables(ShopLake.PURCHASES), is(0));
      lake.purchases("a", "r1", "t1 c1 1 10.50");
      loadPurchases();
      assertThat(loader.checkTables(ShopLake.PURCHASES), is(WarehouseTables.VERSION));

      comment("'Footfall tables, version 99'");
      lake.purchases("b", "r2", "t2 c1 1 1");
      assertThat(refusal(this::loadPurchases), containsString("have version 99"));
      assertThrows(FootfallException.class, () -> loader.checkTables(ShopLake.PURCHASES));
    }
    assertThat(ledger(), contains("a|r1|1|1|0"));
  }

  private void comment(String comment) throws Exception {
    postgres().execute("comment on table " + settings.schema() + ".load_ledger is " + comment);
  }

  @Test
  void doesNotRepeatAWrongPassword() throws Exception {
    Path wrong = Files.writeString(temp.resolve("wrong"), "hush-hush");
    warehouse =
        new Warehouse(url(), new WarehouseLogin(PostgresServer.USER, wrong.toString(), null));
    FootfallException refused = assertThrows(FootfallException.class, this::loadPurchases);
    StringBuilder all = new StringBuilder();
    for (Throwable t = refused; t != null; t = t.getCause()) {
      all.append(t);
    }
    assertThat(all.toString(), containsString("password"));
    assertThat(all.toString().contains("hush"), is(false));
  }
}
