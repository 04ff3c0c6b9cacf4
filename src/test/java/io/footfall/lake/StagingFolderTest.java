package io.footfall.lake;

import static io.footfall.testing.Thrown.messageOf;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.footfall.errors.FootfallException;
import io.footfall.files.DirectoryLock;
import io.footfall.purchases.Purchase;
import io.footfall.purchases.PurchaseRow;
import io.footfall.purchases.PurchasesDataset;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dead run leaves nothing in the lake, and a living one loses nothing. */
class StagingFolderTest {
  private static final PurchasesDataset PURCHASES = new PurchasesDataset(ZoneOffset.UTC);
  private static final LocalDate DAY = LocalDate.of(2024, 3, 1);

  @TempDir Path temp;

  private LakeFolder lake() {
    return LakeFolder.of(temp.toString(), "purchases");
  }

  private LakeTarget target(String batch, String run) {
    return LakeTarget.of(lake(), batch, run);
  }

  private static BatchWriter<PurchaseRow> writer(LakeTarget target, String transaction)
      throws IOException {
    BatchWriter<PurchaseRow> writer = new BatchWriter<>(PURCHASES, target);
    PurchaseRow row = new PurchaseRow();
    long micros = DAY.toEpochDay() * 86_400_000_000L;
    row.set(new Purchase(transaction, "c", micros, DAY, "n", "k", new BigDecimal("1.5")));
    writer.add(row);
    writer.endFiles();
    return writer;
  }

  private static void sealed(LakeTarget target, String transaction) throws IOException {
    try (BatchWriter<PurchaseRow> writer = writer(target, transaction)) {
      writer.commit();
    }
  }

  /** Stages a batch and renames its data files, as a run does that is killed before its seal. */
  private void placedWithoutSeal(LakeTarget target) throws IOException {
    sealed(target, "t-of-" + target.batch());
    Path staging = Files.createDirectories(Path.of(target.temporaryFolder()));
    Path seal = Path.of(lake().sealFile(target.batch()));
    Files.move(seal, staging.resolve("seal.json"));
    Files.createFile(staging.resolve(DirectoryLock.FILE));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> temp.relativize(file).toString())
          .filter(name -> !name.equals("purchases/" + DirectoryLock.FILE))
          .sorted()
          .toList();
    }
  }

  @Test
  void stagedFilesAreNoParquetFilesToAGlob() throws Exception {
    try (BatchWriter<PurchaseRow> writer = writer(target("a", "run"), "t1")) {
      assertThat(files(), hasSize(1));
      assertThat(files().get(0), containsString(".staged"));
      writer.commit();
    }
    assertThat(
        files(),
        contains("purchases/_batches/a.json", "purchases/date=2024-03-01/a-run-00000.parquet"));
  }

  @Test
  void anAbandonedAttemptKeepsTheFilesOfAnotherAtTheSameBatch() throws Exception {
    LakeTarget target = target("a", "run");
    try (BatchWriter<PurchaseRow> second = writer(target, "t1")) {
      writer(target, "t1").close();
      second.commit();
    }
    assertThat(
        files(),
        contains("purchases/_batches/a.json", "purchases/date=2024-03-01/a-run-00000.parquet"));

    writer(target("b", "other"), "t2").close();
    assertThat(Files.exists(Path.of(target("b", "other").temporaryFolder())), is(false));
  }

  @Test
  void filesOfADeadRunWithoutASealAreRemoved() throws Exception {
    sealed(target("other", "other-run"), "t2");
    List<String> before = files();
    placedWithoutSeal(target("a", "dead"));

    lake().removeOrphans(Instant.now());

    assertThat(files(), is(before));
  }

  @Test
  void filesOfALivingRunStay() throws Exception {
    placedWithoutSeal(target("a", "alive"));
    List<String> before = files();
    try (DirectoryLock alive =
        DirectoryLock.acquire(target("a", "alive").temporaryFolder(), "a run")) {
      lake().removeOrphans(Instant.now());

      assertThat(files(), is(before));
      alive.requireHeld();
    }
    lake().removeOrphans(Instant.now());
    assertThat(files(), is(empty()));
  }

  @Test
  void keepsBatchOnlyIfItsReportCanBeCompleted() throws Exception {
    LakeTarget target = target("a", "dead");
    placedWithoutSeal(target);
    Path report = Files.createDirectories(temp.resolve("report/.footfall-dead"));
    Path decision = report.resolve("placing");
    lake().staging("dead").belongsTo(decision.toString());
    List<String> before = files();

    lake().removeOrphans(Instant.now());
    assertThat("the folder of the report is not visible", files(), is(before));

    Files.createFile(decision);
    lake().removeOrphans(Instant.now());
    Files.move(decision, report.resolve("stopped"));
    assertThat("the commit was decided", files().size(), is(before.size() + 1));

    lake().removeOrphans(Instant.now());
    assertThat(files(), contains("report/.footfall-dead/stopped"));
  }

  @Test
  void sealedFilesAreNeverRemoved() throws Exception {
    LakeTarget target = target("a", "run");
    sealed(target, "t1");
    List<String> before = files();
    Path staging = Files.createDirectories(Path.of(target.temporaryFolder()));
    Files.copy(Path.of(lake().sealFile("a")), staging.resolve("seal.json"));
    Files.createFile(staging.resolve(DirectoryLock.FILE));

    lake().removeOrphans(Instant.now());

    assertThat(files(), is(before));
  }

  @Test
  void compactionLeavesABatchAloneThatIsAboutToBeReplaced() throws Exception {
    sealed(target("a", "run-1"), "t1");
    sealed(target("b", "run-2"), "t2");
    LakeTarget again = target("a", "run-3").withOverwrite(true);
    Compaction compaction = new Compaction(lake(), PURCHASES.lake().schema(), 1 << 20, "1", null);
    try (DirectoryLock alive = DirectoryLock.acquire(again.temporaryFolder(), "a run");
        BatchWriter<PurchaseRow> writer = writer(again, "t3")) {
      Seal pending = lake().seal("a").orElseThrow();
      Files.write(Path.of(lake().staging("run-3").seal()), pending.toJson());

      assertThat(compaction.run(Compaction.Listener.SILENT), is(empty()));

      alive.requireHeld();
      writer.commit();
    }
    assertThat(compaction.run(Compaction.Listener.SILENT), hasSize(1));
  }

  @Test
  void replacingABatchIsRefusedDuringACompaction() throws Exception {
    sealed(target("a", "run-1"), "t1");
    BatchCommit replacing = new BatchCommit(target("a", "run-2").withOverwrite(true));
    try (DirectoryLock compaction = lake().lock("a compaction")) {
      assertThat(
          messageOf(IOException.class, () -> replacing.lock(Duration.ZERO)),
          containsString("is locked by a compaction"));
      compaction.requireHeld();
    }
    release(replacing.lock(Duration.ZERO));
  }

  @Test
  void secondOfTwoRunsWithOneNewBatchFindsTheSealOfTheFirst() throws Exception {
    BatchCommit first = new BatchCommit(target("a", "run-1"));
    BatchCommit second = new BatchCommit(target("a", "run-2"));
    List<DirectoryLock> held = first.lock(Duration.ZERO);
    assertThat(
        messageOf(IOException.class, () -> second.lock(Duration.ZERO)),
        containsString("is locked by a run that seals batch a"));
    first.commit();
    release(held);

    release(second.lock(Duration.ZERO));
    assertThat(
        messageOf(FootfallException.class, second::prepare),
        containsString("The lake already contains these purchases: batch a"));
  }

  private static void release(List<DirectoryLock> locks) throws IOException {
    for (DirectoryLock lock : locks) {
      lock.requireHeld();
      lock.close();
    }
  }
}
