package io.footfall.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.files.OutputFiles;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.table.RunWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputClaimTest {
  private static final Dataset<?> PURCHASES = new PurchasesDataset(ZoneOffset.UTC);

  @TempDir Path temp;

  private ReportTarget target(Path folder, boolean overwrite) {
    return new ReportTarget(
        folder + "/",
        folder + "/rejects/",
        1,
        overwrite,
        UUID.randomUUID().toString(),
        0,
        0,
        Map.of(),
        true);
  }

  private OutputClaim claim(Path folder) {
    return OutputClaim.of(target(folder, false), PURCHASES, true);
  }

  private FootfallException refused(Path folder) {
    return assertThrows(FootfallException.class, () -> claim(folder));
  }

  /** Creates the leftovers of a killed run, whose lock is free. */
  private Path deadRun(Path folder, String... files) throws IOException {
    Path left = Files.createDirectories(folder.resolve(".footfall-dead"));
    Files.writeString(left.resolve(".footfall.lock"), "");
    for (String file : files) {
      Files.writeString(left.resolve(file), "");
    }
    return left;
  }

  @Test
  void removesCreatedDirectoryAfterFailure() {
    Path folder = temp.resolve("new/deep/report");

    OutputClaim claim = claim(folder);

    assertThat(Files.isDirectory(folder), is(true));
    claim.close();
    assertThat(Files.exists(temp.resolve("new")), is(false));
    assertThat(Files.exists(temp), is(true));
  }

  @Test
  void folderThatWasThereStays() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("report"));

    claim(folder).close();

    assertThat(Files.exists(folder), is(true));
    assertThat(folder.toFile().list().length, is(0));
  }

  @Test
  void fileInPlaceOfTheFolderIsRefused() throws Exception {
    Path file = Files.writeString(temp.resolve("report"), "");

    FootfallException refused = refused(file.resolve("inside"));

    assertThat(refused.kind(), is(Kind.IO));
    assertThat(refused.getMessage(), containsString(file + " is a file, not a directory"));
    assertThat(refused.getMessage(), containsString("--output"));
  }

  @Test
  void reportInTheFolderIsRefusedUnlessItIsToBeReplaced() throws Exception {
    Files.writeString(temp.resolve("run.json"), "{}");

    FootfallException refused = refused(temp);

    assertThat(refused.kind(), is(Kind.USAGE));
    assertThat(refused.getMessage(), containsString(" already contains a report"));
    assertThat(refused.getMessage(), containsString("--overwrite"));
    OutputClaim.of(target(temp, true), PURCHASES, true).close();
    assertThat(Files.exists(temp.resolve("run.json")), is(true));
  }

  @Test
  void reportIsCompleteIfRunJsonBelongsToTheRun() throws Exception {
    ReportTarget target = target(temp, true);
    try (OutputClaim claim = OutputClaim.of(target, PURCHASES, true)) {
      assertThat(claim.isReportThere(), is(false));
      Files.writeString(temp.resolve("run.json"), "{\"runId\": \"another\"}");
      assertThat(claim.isReportThere(), is(false));
      Files.writeString(temp.resolve("run.json"), "{\"runId\": \"" + target.runId() + "\"}");
      assertThat(claim.isReportThere(), is(true));
    }
  }

  @Test
  void tableWithoutRunJsonIsRefusedToo() throws Exception {
    Files.writeString(temp.resolve("customer_days-00002-of-00003.csv"), "");

    assertThat(
        refused(temp).getMessage(),
        containsString(" already contains customer_days-00002-of-00003.csv"));
  }

  @Test
  void folderInWhichAnotherRunIsWritingIsRefused() {
    try (OutputClaim first = claim(temp)) {
      assertThat(first.removed(), is(List.of()));

      FootfallException refused = refused(temp);

      assertThat(refused.kind(), is(Kind.USAGE));
      assertThat(refused.getMessage(), startsWith("Another run is writing its report to"));
    }
    claim(temp).close();
  }

  @Test
  void leftoversOfADeadRunAreRemoved() throws Exception {
    Path left = deadRun(temp, "run-1", "customer_days");

    try (OutputClaim claim = claim(temp)) {
      assertThat(claim.removed(), is(List.of(left + "/")));
      assertThat(Files.exists(left), is(false));
    }
  }

  @Test
  void reportsAndKeepsLeftoversOfUnknownRuns() throws Exception {
    Path left = Files.createDirectory(temp.resolve(".footfall-elsewhere"));
    Files.writeString(left.resolve("running"), "");

    try (OutputClaim claim = claim(temp)) {
      assertThat(claim.unknown(), is(List.of(left + "/")));
      assertThat(Files.exists(left), is(true));
    }
  }

  @Test
  void keepsFilesOfARunOnAnotherMachine() throws Exception {
    ReportTarget cluster = target(temp, false);
    OutputClaim first = OutputClaim.of(cluster, PURCHASES, false);

    try (OutputClaim second = claim(temp)) {
      assertThat(second.unknown(), is(List.of(cluster.temporaryFolder())));
    }
    first.close();
    assertThat(Files.exists(Path.of(cluster.temporaryFolder())), is(false));
  }

  @Test
  void removesOtherFoldersOfADeadRun() throws Exception {
    ReportTarget dead = target(temp, false);
    Path elsewhere = Files.createDirectories(Path.of(dead.temporaryFolderIn(temp + "/lake/")));
    Files.writeString(elsewhere.resolve("x"), "");
    Path foreign = Files.createDirectories(temp.resolve("mine"));
    OutputClaim.of(dead, PURCHASES, true).alsoRemoves(elsewhere + "/");
    Path left = Path.of(dead.temporaryFolder());
    Files.writeString(left.resolve("elsewhere"), elsewhere + "/\n" + foreign + "/");
    Path copy = Files.createDirectory(temp.resolve("copy"));
    // The copy has no lock, like that of a dead process.
    Files.createDirectory(copy.resolve(left.getFileName()));
    for (String file : List.of(".footfall.lock", "undecided", "elsewhere")) {
      Files.copy(left.resolve(file), copy.resolve(left.getFileName()).resolve(file));
    }

    claim(copy).close();

    assertThat(copy.toFile().list().length, is(0));
    assertThat(Files.exists(elsewhere), is(false));
    assertThat(Files.exists(foreign), is(true));
  }

  @Test
  void reportThatADeadRunHadNotBegunToReplaceStays() throws Exception {
    Path left = deadRun(temp);
    Files.writeString(
        left.resolve("run.json"), "{\"runId\": \"dead\", \"outputs\": [\"customer_days.csv\"]}");
    Files.writeString(temp.resolve("customer_days.csv"), "whole");
    Files.writeString(temp.resolve("run.json"), "{\"runId\": \"old\"}");

    OutputClaim.of(target(temp, true), PURCHASES, true).close();

    assertThat(Files.exists(left), is(false));
    assertThat(Files.readString(temp.resolve("customer_days.csv")), is("whole"));
  }

  @Test
  void writesNothingAfterAStop() {
    ReportTarget target = target(temp, false);
    OutputClaim claim = OutputClaim.of(target, PURCHASES, true);
    RunWriter late = new RunWriter(0, target.temporaryFolder());

    claim.abandon();

    byte[] row = new byte[1 << 19];
    late.row().write(row);
    assertThrows(java.io.UncheckedIOException.class, () -> late.end(0, 0));
    assertThrows(
        IOException.class, () -> OutputFiles.create(target.temporaryFolder() + "x").close());
    assertThat(temp.toFile().list().length, is(0));
  }
}
