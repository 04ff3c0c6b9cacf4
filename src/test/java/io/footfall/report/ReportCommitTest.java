package io.footfall.report;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.accounting.Accounting;
import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.PartialWriter;
import io.footfall.backup.BackedUpFile;
import io.footfall.backup.BackupFolder;
import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCode;
import io.footfall.table.RunWriter;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommitTest {
  private static final Dataset<?> PURCHASES = new PurchasesDataset(ZoneOffset.UTC);
  private static final Dataset<?> VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final String HEADER = "date,customer_id,total_spent\n";

  @TempDir Path temp;
  private Path report;

  @BeforeEach
  void chooseFolder() {
    report = temp.resolve("report [1]"); // A name, not a pattern.
  }

  private ReportTarget target(String runId, int shards, boolean overwrite) {
    return new ReportTarget(
        report + "/",
        report + "/rejects/",
        shards,
        overwrite,
        runId,
        1_700_000_000_000L,
        0,
        Map.of("versions", Map.of("footfall", "test")),
        false);
  }

  /** Returns one customer-day of 5.00 per row. */
  private static List<byte[]> purchases(ReportTarget target, String... customers) {
    List<byte[]> parts = new ArrayList<>();
    RunWriter run = new RunWriter(0, target.temporaryFolder());
    for (String customer : customers) {
      run.row().write(("2024-03-01," + customer + ",5.00\n").getBytes(StandardCharsets.UTF_8));
      run.end(1, 1);
    }
    parts.add(ReportPart.ofRun(run.finish()));
    BigDecimal spent = new BigDecimal("5.00").multiply(BigDecimal.valueOf(customers.length));
    parts.add(
        ReportPart.ofTotals(
            Map.of(
                PurchasesDataset.SPENT, spent,
                PurchasesDataset.SPENT_AS_READ, spent,
                PurchasesDataset.CUSTOMER_DAYS, BigDecimal.valueOf(customers.length))));
    parts.add(counts(customers.length, 0));
    return parts;
  }

  private static List<byte[]> noVisits() {
    return List.of(counts(0, 0));
  }

  private static byte[] counts(long ok, long rejected) {
    SourceCounts counts = new SourceCounts();
    counts.read = ok + rejected;
    counts.ok = ok;
    for (int i = 0; i < rejected; i++) {
      counts.reject(RejectCode.INVALID_NUMBER);
    }
    return ReportPart.of(ReportPart.Kind.COUNTS, Accounting.pack("a.csv", 0, ok, counts));
  }

  private static List<byte[]> withOneReject(List<byte[]> parts) {
    List<byte[]> all = new ArrayList<>(parts);
    all.add(counts(0, 1));
    PartialWriter writer =
        new PartialWriter(
            0, 1, 0, (p, chunk) -> all.add(ReportPart.of(ReportPart.Kind.REJECTS, chunk)));
    new Reject(
            RejectCode.INVALID_NUMBER,
            "no number",
            "a.csv",
            0,
            7,
            2,
            "quantity",
            "integer",
            new byte[] {'x'},
            1,
            1_700_000_000_000L,
            null)
        .pack(writer.to(0));
    writer.wrote(0);
    writer.finish();
    return all;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(report)) {
      return all.filter(p -> !p.equals(report))
          .map(p -> report.relativize(p) + (Files.isDirectory(p) ? "/" : ""))
          .filter(name -> !name.startsWith("rejects/") || name.endsWith(".gz"))
          .sorted()
          .toList();
    }
  }

  private JsonNode run() throws IOException {
    return new ObjectMapper().readTree(report.resolve("run.json").toFile());
  }

  @Test
  void reportIsItsTablesAndRunJsonAndNothingElse() throws Exception {
    ReportTarget target = target("a", 1, false);

    String runFile = new ReportCommit(PURCHASES, target).commit(purchases(target, "1", "2"));

    assertThat(runFile, is(report + "/run.json"));
    assertThat(files(), contains("customer_days.csv", "run.json"));
    assertThat(
        Files.readString(report.resolve("customer_days.csv")),
        is(HEADER + "2024-03-01,1,5.00\n2024-03-01,2,5.00\n"));
    assertThat(run().path("outputs").path(0).asText(), is("customer_days.csv"));
  }

  @Test
  void rejectsAreAFileOfTheReport() throws Exception {
    ReportTarget target = target("a", 1, false);

    new ReportCommit(PURCHASES, target).commit(withOneReject(purchases(target, "1")));

    String file = "rejects/processing-failed/2023/11/14/22/purchases-1-2023-11-14-22-13-20-a.gz";
    assertThat(files(), contains("customer_days.csv", file, "run.json"));
    assertThat(run().path("outputs").path(1).asText(), is(file));
    assertThat(run().path("rejects").asText(), is(report + "/" + file));
  }

  @Test
  void truncatesLongValuesInRunJsonOnly() throws Exception {
    ReportTarget target = target("a", 1, false);
    String url = "/" + "😀".repeat(300) + "x".repeat(20_000_000);
    RunWriter run = new RunWriter(0, target.temporaryFolder());
    run.row().write((url + ",1,2.5,2.500\n").getBytes(StandardCharsets.UTF_8));
    run.end(1, 1);
    Map<String, BigDecimal> totals = Map.of(VisitsDataset.VISITS, BigDecimal.ONE);

    new ReportCommit(VISITS, target)
        .commit(List.of(ReportPart.ofRun(run.finish()), ReportPart.ofTotals(totals), counts(1, 0)));

    assertThat(
        run().path("highlights").path("rows").path(0).path(0).asText(),
        is("/" + "😀".repeat(249) + "..."));
    assertThat(
        Files.readString(report.resolve("urls.csv")).endsWith("\n" + url + ",1,2.5,2.500\n"),
        is(true));
    assertThat(
        Files.readString(report.resolve("summary.csv"))
            .endsWith("\n1,0," + url + ",\"{\"\"" + url + "\"\":2.500}\"\n"),
        is(true));
  }

  @Test
  void fewerShardsLeaveNoneOfTheEarlierOnes() throws Exception {
    ReportTarget four = target("a", 4, false);
    new ReportCommit(PURCHASES, four).commit(purchases(four));
    assertThat(files().size(), is(5));

    ReportTarget one = target("b", 1, true);
    new ReportCommit(PURCHASES, one).commit(purchases(one, "1"));

    assertThat(files(), contains("customer_days.csv", "run.json"));
  }

  @Test
  void rejectsOfTheReplacedReportGoAndThoseOfOtherRunsStay() throws Exception {
    ReportTarget first = target("a", 1, false);
    new ReportCommit(PURCHASES, first).commit(withOneReject(purchases(first, "1")));
    Path foreign = report.resolve("rejects/processing-failed/2023/11/14/22/other-stream.gz");
    Files.writeString(foreign, "not ours");

    ReportTarget second = target("b", 1, true);
    new ReportCommit(PURCHASES, second).commit(purchases(second, "1"));

    assertThat(
        files(), contains("customer_days.csv", report.relativize(foreign).toString(), "run.json"));
  }

  @Test
  void foldersOfRejectsThatBecomeEmptyGoToo() throws Exception {
    ReportTarget first = target("a", 1, false);
    new ReportCommit(PURCHASES, first).commit(withOneReject(purchases(first, "1")));

    ReportTarget second = target("b", 1, true);
    new ReportCommit(PURCHASES, second).commit(purchases(second, "1"));

    assertThat(Files.exists(report.resolve("rejects")), is(false));
  }

  @Test
  void replacesTheReportOfAnotherDataset() throws Exception {
    ReportTarget visits = target("a", 1, false);
    new ReportCommit(VISITS, visits).commit(noVisits());
    assertThat(files(), contains("run.json", "summary.csv", "urls.csv"));

    ReportTarget purchases = target("b", 1, true);
    new ReportCommit(PURCHASES, purchases).commit(purchases(purchases, "1"));

    assertThat(files(), contains("customer_days.csv", "run.json"));
  }

  @Test
  void replacesAMovedReport() throws Exception {
    ReportTarget visits = target("a", 1, false);
    new ReportCommit(VISITS, visits).commit(withOneReject(noVisits()));
    Path moved = temp.resolve("moved");
    Files.move(report, moved);
    report = moved;

    ReportTarget purchases = target("b", 1, true);
    new ReportCommit(PURCHASES, purchases).commit(purchases(purchases, "1"));

    assertThat(files(), contains("customer_days.csv", "run.json"));
  }

  @Test
  void filesThatAreNotOfTheReportStay() throws Exception {
    ReportTarget first = target("a", 1, false);
    new ReportCommit(PURCHASES, first).commit(purchases(first, "1"));
    String run = Files.readString(report.resolve("run.json"));
    Path note = Files.writeString(temp.resolve("note.txt"), "mine");
    Path inside = Files.writeString(report.resolve("customer_days.csv.bak"), "mine");
    Files.writeString(
        report.resolve("run.json"),
        run.replace("\"customer_days.csv\"", "\"customer_days.csv\", \"" + note + "\""));

    ReportTarget second = target("b", 1, true);
    new ReportCommit(PURCHASES, second).commit(purchases(second, "1"));

    assertThat(Files.exists(note), is(true));
    assertThat(Files.exists(inside), is(true));
  }

  @Test
  void secondAttemptCompletesTheFirst() throws Exception {
    ReportTarget earlier = target("a", 3, false);
    new ReportCommit(PURCHASES, earlier).commit(purchases(earlier));
    ReportTarget target = target("b", 2, true);
    List<byte[]> parts = new ArrayList<>();
    parts.addAll(new ReportCommit(PURCHASES, target).writeShard(0, purchases(target, "1")));
    parts.addAll(new ReportCommit(PURCHASES, target).writeShard(1, purchases(target, "2")));
    // A non-empty directory has the name of the second shard.
    Path inTheWay = report.resolve("customer_days-00001-of-00002.csv/x");
    Files.createDirectories(inTheWay);

    FootfallException failed =
        assertThrows(
            FootfallException.class, () -> new ReportCommit(PURCHASES, target).commit(parts));

    assertThat(failed.kind(), is(FootfallException.Kind.IO));
    assertThat(files(), not(hasItem("run.json")));
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    new ReportCommit(PURCHASES, target).commit(parts);
    assertThat(
        files(),
        contains(
            "customer_days-00000-of-00002.csv", "customer_days-00001-of-00002.csv", "run.json"));
    String rows = "";
    for (int shard = 0; shard < 2; shard++) {
      rows += Files.readString(report.resolve("customer_days-0000" + shard + "-of-00002.csv"));
    }
    assertThat(rows, is(HEADER + "2024-03-01,1,5.00\n" + HEADER + "2024-03-01,2,5.00\n"));
  }

  @Test
  void retryAfterSuccessChangesNothing() throws Exception {
    ReportTarget target = target("a", 1, true);
    List<byte[]> parts = purchases(target, "1");
    new ReportCommit(PURCHASES, target).commit(parts);
    String run = Files.readString(report.resolve("run.json"));

    String again = new ReportCommit(PURCHASES, target).commit(parts);

    assertThat(again, is(report + "/run.json"));
    assertThat(Files.readString(report.resolve("run.json")), is(run));
    assertThat(files(), contains("customer_days.csv", "run.json"));
  }

  @Test
  void doesNotReplaceAReportThatAppearedMeanwhile() throws Exception {
    ReportTarget first = target("a", 1, false);
    new ReportCommit(PURCHASES, first).commit(purchases(first, "1"));

    ReportTarget second = target("b", 1, false);
    assertThat(
        refusal(() -> new ReportCommit(PURCHASES, second).commit(purchases(second, "2"))),
        startsWith("Another run has written its report to"));
    assertThat(run().path("runId").asText(), is("a"));
    assertThat(
        Files.readString(report.resolve("customer_days.csv")), is(HEADER + "2024-03-01,1,5.00\n"));
  }

  @Test
  void sumThatDoesNotAddUpWritesNothing() throws Exception {
    ReportTarget target = target("a", 1, false);
    SourceCounts counts = new SourceCounts();
    counts.read = 2;
    counts.ok = 1;
    byte[] part = ReportPart.of(ReportPart.Kind.COUNTS, Accounting.pack("a.csv", 0, 2, counts));

    FootfallException failed =
        assertThrows(
            FootfallException.class, () -> new ReportCommit(VISITS, target).commit(List.of(part)));

    assertThat(failed.kind(), is(FootfallException.Kind.INTERNAL));
    assertThat(failed.getMessage(), containsString("a.csv: read 2, ok 1, rejected 0"));
    assertThat(Files.exists(report), is(false));
  }

  private BackedUpFile backup(ReportTarget target) throws IOException {
    Path folder = temp.resolve("kept");
    Path temporary =
        Files.createDirectories(Path.of(target.temporaryFolderIn(folder + "/"))).resolve("b.gz");
    Files.writeString(temporary, "copy");
    UUID id = BackupFolder.idOf(target.runId(), "a.csv");
    String file = BackupFolder.of(folder.toString(), "purchases").file(Instant.EPOCH, id);
    return new BackedUpFile("a.csv", temporary.toString(), file, 4);
  }

  @Test
  void copiesOfTheSourceAppearWithTheReport() throws Exception {
    ReportTarget target = target("kept", 1, false);
    BackedUpFile backup = backup(target);
    List<byte[]> parts = new ArrayList<>(purchases(target, "1"));
    parts.add(ReportPart.ofBackup(backup));

    new ReportCommit(PURCHASES, target).commit(parts);

    assertThat(Files.readString(Path.of(backup.file())), is("copy"));
    assertThat(Files.exists(Path.of(backup.temporary()).getParent()), is(false));
    assertThat(
        Files.readString(report.resolve("run.json")), containsString("\"" + backup.file() + "\""));
  }

  /** Makes the second rename of a commit fail until the directory is deleted. */
  private List<Path> blockTable() throws IOException {
    Path inside = Files.createDirectories(report.resolve("customer_days.csv/x"));
    return List.of(inside, inside.getParent());
  }

  private static void unblock(List<Path> blocking) throws IOException {
    for (Path path : blocking) {
      Files.delete(path);
    }
  }

  @Test
  void failureDuringPlacementKeepsEverythingForARetry() throws Exception {
    ReportTarget target = target("partly", 1, true).withClaim();
    BackedUpFile backup = backup(target);
    List<byte[]> parts = new ArrayList<>(purchases(target, "1"));
    parts.add(ReportPart.ofBackup(backup));
    try (OutputClaim claim = OutputClaim.of(target, PURCHASES, true)) {
      claim.alsoRemoves(target.temporaryFolderIn(temp.resolve("kept") + "/"));
      List<Path> blocking = blockTable();

      assertThat(
          refusal(() -> new ReportCommit(PURCHASES, target).commit(parts)),
          containsString("completes the report first"));
      assertThat("the backup comes first", Files.exists(Path.of(backup.file())), is(true));
      assertThat(claim.stop(0), is(OutputClaim.Ending.PARTIAL));
      unblock(blocking);
      new ReportCommit(PURCHASES, target).commit(List.of(counts(0, 0)));
      assertThat(claim.stop(0), is(OutputClaim.Ending.COMPLETE));
    }
    assertThat(Files.readString(Path.of(backup.file())), is("copy"));
    assertThat(files(), contains("customer_days.csv", "run.json"));
  }

  @Test
  void nextRunCompletesAReportThatWasPartlyInPlace() throws Exception {
    ReportTarget earlier = target("old", 3, false);
    new ReportCommit(PURCHASES, earlier).commit(withOneReject(purchases(earlier, "7")));
    ReportTarget target = target("half", 1, true).withClaim();
    BackedUpFile backup = backup(target);
    List<byte[]> parts = new ArrayList<>(withOneReject(purchases(target, "1")));
    parts.add(ReportPart.ofBackup(backup));
    List<Path> blocking;
    try (OutputClaim claim = OutputClaim.of(target, PURCHASES, true)) {
      claim.alsoRemoves(target.temporaryFolderIn(temp.resolve("kept") + "/"));
      blocking = blockTable();
      assertThrows(
          FootfallException.class, () -> new ReportCommit(PURCHASES, target).commit(parts));
    }
    unblock(blocking);
    ReportTarget next = target(UUID.randomUUID().toString(), 1, false).withClaim();

    assertThat(
        refusal(() -> OutputClaim.of(next, PURCHASES, true)),
        containsString("which has now been completed"));
    assertThat(run().path("runId").asText(), is("half"));
    String rejects =
        "rejects/processing-failed/2023/11/14/22/purchases-1-2023-11-14-22-13-20-half.gz";
    assertThat(files(), contains("customer_days.csv", rejects, "run.json"));
    assertThat(Files.readString(Path.of(backup.file())), is("copy"));
    assertThat(Files.exists(Path.of(backup.temporary()).getParent()), is(false));
    try (OutputClaim claim =
        OutputClaim.of(
            target(UUID.randomUUID().toString(), 1, true).withClaim(), PURCHASES, true)) {
      assertThat("completed once", claim.completed(), is(List.of()));
    }
  }

  @Test
  void commitAfterStopChangesNothing() throws Exception {
    ReportTarget earlier = target("old", 1, false);
    new ReportCommit(PURCHASES, earlier).commit(purchases(earlier, "7"));
    ReportTarget target = target("late", 1, true).withClaim();
    try (OutputClaim claim = OutputClaim.of(target, PURCHASES, true)) {
      assertThat(claim.stop(0), is(OutputClaim.Ending.NO_REPORT));

      assertThat(
          refusal(() -> new ReportCommit(PURCHASES, target).commit(purchases(target, "1"))),
          startsWith("The run was stopped"));
    }
    FootfallException tooLate =
        assertThrows(
            FootfallException.class,
            () -> new ReportCommit(PURCHASES, target).commit(purchases(target, "1")));

    assertThat(tooLate.kind(), is(FootfallException.Kind.IO));
    assertThat(files(), contains("customer_days.csv", "run.json"));
    assertThat(run().path("runId").asText(), is("old"));
  }

  @Test
  void planThatNamesForeignFilesIsRefused() throws Exception {
    Path precious = Files.writeString(temp.resolve("precious-1.csv"), "mine");
    Path left = Files.createDirectories(report.resolve(".footfall-dead"));
    for (String name : List.of(".footfall.lock", "placing")) {
      Files.writeString(left.resolve(name), "");
    }
    for (String plan :
        List.of(
            "{\"stale\":[\"" + precious + "\"]}",
            "{\"stale\":[\"" + report + "/../visits/date=2024-01-01/a.parquet\"]}",
            "{\"replaced\":[\"" + precious + "\"]}",
            "{\"files\":[{\"from\":\"" + left + "/a\",\"to\":\"" + precious + "\"}]}",
            "{\"files\":[{\"from\":\"" + precious + "\",\"to\":\"" + report + "/a.csv\"}]}")) {
      Files.writeString(left.resolve("plan.json"), plan);

      assertThat(
          refusal(
              () ->
                  OutputClaim.of(
                      target(UUID.randomUUID().toString(), 1, true).withClaim(), PURCHASES, true)),
          containsString("cannot be a file of the report"));
    }
    assertThat(Files.readString(precious), is("mine"));
  }
}
