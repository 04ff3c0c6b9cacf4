package io.footfall.transforms.lake;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.dataset.Dataset;
import io.footfall.files.DirectoryLock;
import io.footfall.lake.BatchCommit;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.lake.Seal;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.records.ReadSettings;
import io.footfall.report.ReportTarget;
import io.footfall.source.InputFiles;
import io.footfall.testing.QueryRows;
import io.footfall.transforms.count.CommitReport;
import io.footfall.transforms.count.CountRecords;
import io.footfall.transforms.read.ReadRecords;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.testing.TestPipeline;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run with a lake has its valid records in it, as one batch. */
class LakeTest {
  @TempDir Path folder;

  private Path lake;

  @BeforeEach
  void makeLake() {
    lake = folder.resolve("lake");
  }

  private LakeTarget target(String dataset, String batch, ReportTarget report) {
    return LakeTarget.of(LakeFolder.of(lake.toString(), dataset), batch, report.runId())
        .withAbout("UTC", "1.2.3", java.util.Map.of("input", "x.csv"));
  }

  private void run(Dataset<?> dataset, String batch, String... lines) throws IOException {
    ReportTarget report = ReportTarget.in(folder.resolve("report").toString()).withOverwrite();
    run(dataset, report, target(dataset.schema().dataset(), batch, report), lines);
  }

  private void run(Dataset<?> dataset, ReportTarget report, LakeTarget to, String... lines)
      throws IOException {
    Path input = folder.resolve("input.csv");
    Files.write(input, List.of(lines));
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    pipeline
        .apply("Read", ReadRecords.fromFiles(InputFiles.list(List.of(input.toString()))))
        .apply(
            "Count",
            CountRecords.of(dataset, ReadSettings.defaults()).withTarget(report).withLake(to))
        .apply("Commit", CommitReport.atOnce());
    pipeline.run().waitUntilFinish();
  }

  private String files(String dataset) {
    return "read_parquet('%s/%s/date=*/*.parquet', hive_partitioning = true)"
        .formatted(lake, dataset);
  }

  private List<String> everyFile() throws IOException {
    if (!Files.exists(lake)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(lake)) {
      return all.filter(Files::isRegularFile)
          .map(file -> lake.relativize(file).toString())
          .filter(file -> !file.endsWith(DirectoryLock.FILE))
          .sorted()
          .toList();
    }
  }

  @Test
  void visitsAreInItByTheDayOfTheEvent() throws Exception {
    run(
        new VisitsDataset(ZoneOffset.UTC),
        "first",
        "user_id,timestamp,url,page_view_duration",
        "u1,2024-03-01 23:59:59.123456,/a,1.5",
        "u2,2024-03-02T00:30:00+01:00,/é,2.123456789",
        "u1,2024-03-02 00:00:00,/a,3",
        "no one,at no time,/a,3");
    assertThat(
        QueryRows.ofDuckDb(
            "select user_id, timestamp::timestamp, url, page_view_duration, event_date, date, batch"
                + " from "
                + files("visits")
                + " order by timestamp"),
        contains(
            "u2|2024-03-01 23:30:00.0|/é|2.123456789|2024-03-01|2024-03-01|first",
            "u1|2024-03-01 23:59:59.123456|/a|1.500000000|2024-03-01|2024-03-01|first",
            "u1|2024-03-02 00:00:00.0|/a|3.000000000|2024-03-02|2024-03-02|first"));
  }

  @Test
  void daysAreThoseOfTheZone() throws Exception {
    run(
        new VisitsDataset(ZoneId.of("Asia/Tokyo")),
        "first",
        "user_id,timestamp,url,page_view_duration",
        "u1,2024-03-01T20:00:00Z,/a,1");
    assertThat(QueryRows.ofDuckDb("select date from " + files("visits")), contains("2024-03-02"));
  }

  @Test
  void purchasesKeepAllTheirColumns() throws Exception {
    run(
        new PurchasesDataset(ZoneOffset.UTC),
        "first",
        "transaction_id,customer_id,timestamp,product_name,product_category,product_price,quantity",
        "t1,c1,2024-03-01 10:00:00,\"Desk, \"\"big\"\"\",Home,19.99,3",
        "t2,c2,2024-03-01 11:00:00,,,-5,-2");
    assertThat(
        QueryRows.ofDuckDb(
            "select transaction_id, customer_id, product_name, product_category, product_price,"
                + " quantity, amount from "
                + files("purchases")
                + " order by 1"),
        contains(
            "t1|c1|Desk, \"big\"|Home|19.990000000|3|59.970000000",
            "t2|c2|||-5.000000000|-2|10.000000000"));
  }

  @Test
  void purchaseWithOnlyAnAmountHasNoPrice() throws Exception {
    run(
        new PurchasesDataset(ZoneOffset.UTC),
        "first",
        "customer_id,timestamp,amount",
        "c1,2024-03-01 10:00:00,7.25");
    assertThat(
        QueryRows.ofDuckDb(
            "select transaction_id, product_price, quantity, amount from " + files("purchases")),
        contains("|null|null|7.250000000"));
  }

  @Test
  void rejectsNumbersTooLongForTheLake() throws Exception {
    run(
        new PurchasesDataset(ZoneOffset.UTC),
        "first",
        "customer_id,timestamp,amount",
        "c1,2024-03-01 10:00:00,0.0000000001",
        "c2,2024-03-01 10:00:00,99999999999999999999999999999.999999999");
    assertThat(
        QueryRows.ofDuckDb("select customer_id, amount from " + files("purchases")),
        contains("c2|99999999999999999999999999999.999999999"));
    String report = Files.readString(folder.resolve("report/run.json"));
    assertThat(report, containsString("\"INVALID_NUMBER\" : 1"));
  }

  @Test
  void sealDescribesTheBatch() throws Exception {
    run(
        new VisitsDataset(ZoneOffset.UTC),
        "first",
        "user_id,timestamp,url,page_view_duration",
        "u1,2024-03-01 10:00:00,/a,1",
        "u1,2024-03-02 10:00:00.5,/a,1",
        "u2,2024-03-02 09:00:00,/a,1");
    List<Seal> seals = LakeFolder.of(lake.toString(), "visits").seals();
    assertThat(seals.size(), is(1));
    Seal seal = seals.get(0);
    assertThat(seal.batch(), is("first"));
    assertThat(seal.rows(), is(3L));
    assertThat(
        seal.times().orElseThrow(),
        is(
            new Seal.TimeRange(
                Instant.parse("2024-03-01T10:00:00Z"), Instant.parse("2024-03-02T10:00:00.500Z"))));
    assertThat(seal.version(), is("1.2.3"));
    assertThat(seal.options(), is(java.util.Map.of("input", "x.csv")));
    assertThat(
        seal.files().stream().map(LakeFile::date).toList(),
        contains(LocalDate.of(2024, 3, 1), LocalDate.of(2024, 3, 2)));
    for (LakeFile file : seal.files()) {
      assertThat(Files.size(lake.resolve("visits/" + file.path())), is(file.bytes()));
    }
  }

  @Test
  void leavesOnlyTheBatch() throws Exception {
    run(
        new VisitsDataset(ZoneOffset.UTC),
        "first",
        "user_id,timestamp,url,page_view_duration",
        "u1,2024-03-01 10:00:00,/a,1");
    assertThat(everyFile().size(), is(2));
    assertThat(everyFile().get(0), is("visits/_batches/first.json"));
    assertThat(everyFile().get(1), containsString("visits/date=2024-03-01/first-"));
  }

  @Test
  void refusesAnExistingBatch() throws Exception {
    VisitsDataset visits = new VisitsDataset(ZoneOffset.UTC);
    String[] lines = {"user_id,timestamp,url,page_view_duration", "u1,2024-03-01 10:00:00,/a,1"};
    run(visits, "first", lines);
    ReportTarget report = ReportTarget.in(folder.resolve("other").toString());
    assertThat(
        refusal(() -> BatchCommit.checkNew(target("visits", "first", report))),
        allOf(
            containsString("The lake already contains these visits"),
            containsString("--overwrite")));
  }

  @Test
  void replacesABatchWithOverwrite() throws Exception {
    VisitsDataset visits = new VisitsDataset(ZoneOffset.UTC);
    String header = "user_id,timestamp,url,page_view_duration";
    run(visits, "first", header, "u1,2024-03-01 10:00:00,/a,1");
    List<String> before = everyFile();
    ReportTarget report = ReportTarget.in(folder.resolve("report").toString()).withOverwrite();
    run(
        visits,
        report,
        target("visits", "first", report).withOverwrite(true),
        header,
        "u2,2024-03-01 10:00:00,/b,1");
    assertThat(
        QueryRows.ofDuckDb("select user_id, url from " + files("visits")), contains("u2|/b"));
    assertThat(everyFile(), is(not(before)));
    assertThat(everyFile().size(), is(2));
  }

  @Test
  void filesExceedTheTargetByAtMostARowGroup() throws Exception {
    ReportTarget report = ReportTarget.in(folder.resolve("report").toString());
    LakeTarget to = target("visits", "first", report).withFileBytes(1);
    Path one = folder.resolve("one.csv");
    Path two = folder.resolve("two.csv");
    String line = "user_id,timestamp,url,page_view_duration\nu1,2024-03-01 10:00:00,/a,1\n";
    Files.writeString(one, line);
    Files.writeString(two, line);
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    pipeline
        .apply(
            "Read", ReadRecords.fromFiles(InputFiles.list(List.of(one.toString(), two.toString()))))
        .apply(
            "Count",
            CountRecords.of(new VisitsDataset(ZoneOffset.UTC), ReadSettings.defaults())
                .withTarget(report)
                .withLake(to))
        .apply("Commit", CommitReport.atOnce());
    pipeline.run().waitUntilFinish();
    List<LakeFile> files = LakeFolder.of(lake.toString(), "visits").liveFiles();
    assertThat(files.stream().mapToLong(LakeFile::rows).sum(), is(2L));
    assertThat(files.size(), is(greaterThan(0)));
  }

  @Test
  void failedRunSealsNothing() throws Exception {
    VisitsDataset visits = new VisitsDataset(ZoneOffset.UTC);
    ReportTarget report = ReportTarget.in(folder.resolve("report").toString());
    // A report is there, and is not to be replaced: the run fails when it commits.
    Files.createDirectories(folder.resolve("report"));
    Files.writeString(folder.resolve("report/run.json"), "{\"runId\":\"other\",\"outputs\":[]}");
    assertThrows(
        RuntimeException.class,
        () ->
            run(
                visits,
                report,
                target("visits", "first", report),
                "user_id,timestamp,url,page_view_duration",
                "u1,2024-03-01 10:00:00,/a,1"));
    assertThat(LakeFolder.of(lake.toString(), "visits").seals(), is(empty()));
    assertThat(everyFile().stream().filter(file -> file.contains("date=")).toList(), is(empty()));
  }
}
