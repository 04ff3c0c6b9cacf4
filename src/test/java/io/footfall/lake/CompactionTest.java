package io.footfall.lake;

import static io.footfall.testing.Thrown.messageOf;
import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.files.DirectoryLock;
import io.footfall.files.DirectoryLockedException;
import io.footfall.parquet.ParquetRows;
import io.footfall.purchases.Purchase;
import io.footfall.purchases.PurchaseRow;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.testing.QueryRows;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
  private static final PurchasesDataset PURCHASES = new PurchasesDataset(ZoneOffset.UTC);
  private static final LocalDate DAY = LocalDate.of(2024, 3, 1);

  @TempDir Path temp;

  private LakeFolder lake() {
    return LakeFolder.of(temp.toString(), "purchases");
  }

  private List<Compaction.Day> compact() throws IOException {
    return compact(1 << 20);
  }

  private List<Compaction.Day> compact(long fileBytes) throws IOException {
    return new Compaction(lake(), PURCHASES.lake().schema(), fileBytes, "1", null)
        .run(Compaction.Listener.SILENT);
  }

  /** Creates a batch with one record on a day. */
  private void batch(String id, LocalDate day, String... transactions) throws IOException {
    SealedPurchases.of(day, transactions).writeTo(LakeTarget.of(lake(), id, "run-of-" + id));
  }

  /** Returns transaction and batch of all records, by the seals. */
  private List<String> rows() throws IOException {
    List<String> found = new ArrayList<>();
    for (LakeFile file : lake().liveFiles()) {
      try (ParquetRows rows = lake().open(file, PURCHASES.lake().schema())) {
        while (rows.next()) {
          found.add(rows.text(0) + " " + rows.text(9));
        }
      }
    }
    found.sort(null);
    return found;
  }

  private List<String> parquetFiles() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      return files.map(Path::toString).filter(f -> f.endsWith(".parquet")).sorted().toList();
    }
  }

  /** Returns all files with their content. */
  private Map<Path, byte[]> snapshot() throws IOException {
    Map<Path, byte[]> content = new HashMap<>();
    try (Stream<Path> files = Files.walk(temp)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(file, Files.readAllBytes(file));
      }
    }
    return content;
  }

  @Test
  void mergesFilesOfADayAndKeepsBatches() throws Exception {
    batch("a", DAY, "t1", "t2");
    batch("b", DAY, "t3");
    batch("c", DAY.plusDays(1), "t4");
    List<Compaction.Day> days = compact();
    assertThat(days, hasSize(1));
    assertThat(days.get(0).before(), is(2));
    assertThat(days.get(0).after(), is(1));
    assertThat(rows(), contains("t1 a", "t2 a", "t3 b", "t4 c"));
    assertThat(parquetFiles(), hasSize(2));
    assertThat(
        lake().liveFiles().stream().filter(f -> f.date().equals(DAY)).toList().get(0).batches(),
        contains("a", "b"));
  }

  @Test
  void rowGroupsOfLargeRecordsDoNotShrink() throws Exception {
    Random random = new Random(5);
    byte[] text = new byte[10_000];
    for (String id : List.of("a", "b")) {
      String[] transactions = new String[8_192];
      for (int i = 0; i < transactions.length; i++) {
        random.nextBytes(text);
        for (int b = 0; b < text.length; b++) {
          text[b] = (byte) ('!' + (text[b] & 0x3F));
        }
        transactions[i] = new String(text, StandardCharsets.US_ASCII);
      }
      batch(id, DAY, transactions);
    }
    compact(1 << 30);
    LakeFile file = lake().liveFiles().get(0);
    List<String> sizes =
        QueryRows.ofDuckDb(
            "SELECT row_group_num_rows FROM (SELECT DISTINCT row_group_id, row_group_num_rows FROM"
                + " parquet_metadata('"
                + lake().resolve(file)
                + "')) ORDER BY row_group_id");
    assertThat(sizes, contains("8192", "8192"));
  }

  @Test
  void leavesCompactedDaysUnchanged() throws Exception {
    batch("a", DAY, "t1");
    batch("b", DAY, "t2");
    compact();
    assertThat(compact(), is(empty()));
  }

  @Test
  void mergesCompactedFilesWithLaterOnes() throws Exception {
    batch("a", DAY, "t1");
    batch("b", DAY, "t2");
    compact();
    batch("c", DAY, "t3");
    compact();
    assertThat(rows(), contains("t1 a", "t2 b", "t3 c"));
    assertThat(parquetFiles(), hasSize(1));
  }

  @Test
  void removesLeftoversOfAKilledRunAfterAWeek() throws Exception {
    batch("a", DAY, "t1");
    FileTime old = FileTime.from(Instant.now().minus(8, ChronoUnit.DAYS));
    Path dead = Files.createDirectories(Path.of(lake().path(), ".footfall-dead"));
    Path staged = Files.writeString(dead.resolve("x.parquet"), "half a file");
    Path living = Files.createDirectories(Path.of(lake().path(), ".footfall-living"));
    Path early = Files.writeString(living.resolve("x.parquet"), "a file");
    Files.writeString(living.resolve("y.parquet"), "the next");
    for (Path path : List.of(staged, dead, early)) {
      Files.setLastModifiedTime(path, old);
    }
    compact();
    assertThat(Files.exists(dead), is(false));
    assertThat(Files.exists(early), is(true));
    assertThat(rows(), contains("t1 a"));
  }

  @Test
  void sealsNothingIfItsFilesWereRemoved() throws Exception {
    LakeTarget target = LakeTarget.of(lake(), "late", "run");
    try (BatchWriter<PurchaseRow> writer = new BatchWriter<>(PURCHASES, target)) {
      PurchaseRow row = new PurchaseRow();
      row.set(
          new Purchase(
              "t", "c", DAY.toEpochDay() * 86_400_000_000L, DAY, "n", "k", new BigDecimal("1.5")));
      writer.add(row);
      writer.endFiles();
      lake().removeOrphans(Instant.now().plus(9, ChronoUnit.DAYS));
      assertThat(messageOf(IOException.class, writer::commit), containsString("is missing"));
    }
    assertThat(lake().sealed(), is(empty()));
  }

  @Test
  void refusesToReplaceABatchNamedAfterItsContent() throws Exception {
    LakeTarget content = LakeTarget.of(lake(), "x", "x").withBatch("0123abcd");
    new BatchCommit(content).commit();
    LakeTarget other = LakeTarget.of(lake(), "0123abcd", "run").withOverwrite(true);
    assertThat(
        refusal(() -> BatchCommit.checkNew(other)),
        containsString("belongs to a stream or a replay"));
  }

  @Test
  void longFilesStayAsTheyAre() throws Exception {
    batch("a", DAY, "t1");
    batch("b", DAY, "t2");
    assertThat(compact(100), is(empty()));
  }

  @Test
  void crashBeforeTheSealKeepsTheOldFiles() throws Exception {
    batch("a", DAY, "t1");
    batch("b", DAY, "t2");
    Map<Path, byte[]> before = snapshot();
    compact();
    // The new file exists without its seal, beside the old files.
    for (Seal seal : lake().seals()) {
      if (seal.kind() == Seal.Kind.COMPACTION) {
        Files.delete(Path.of(lake().sealFile(seal.batch())));
      }
    }
    for (Map.Entry<Path, byte[]> file : before.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
    assertThat(rows(), contains("t1 a", "t2 b"));
    compact();
    assertThat(rows(), contains("t1 a", "t2 b"));
    assertThat(parquetFiles(), hasSize(1));
  }

  @Test
  void crashAfterTheSealLeavesOnlyIgnoredFiles() throws Exception {
    batch("a", DAY, "t1");
    batch("b", DAY, "t2");
    Map<Path, byte[]> before = snapshot();
    compact();
    for (Map.Entry<Path, byte[]> file : before.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
    assertThat(rows(), contains("t1 a", "t2 b"));
    compact();
    assertThat(rows(), contains("t1 a", "t2 b"));
    assertThat(parquetFiles(), hasSize(1));
  }

  @Test
  void refusesToReplaceACompactedBatch() throws Exception {
    batch("a", DAY, "t1");
    batch("b", DAY, "t2");
    compact();
    FootfallException refused =
        assertThrows(
            FootfallException.class,
            () -> BatchCommit.checkNew(LakeTarget.of(lake(), "a", "other").withOverwrite(true)));
    assertThat(refused.getMessage().contains("was compacted"), is(true));
  }

  @Test
  void refusesWhileAnotherProcessHoldsTheLock() throws Exception {
    batch("a", DAY, "t1");
    batch("b", DAY, "t2");
    Map<Path, byte[]> before = snapshot();
    try (DirectoryLock lock = lake().lock("a test")) {
      lock.requireHeld();
      assertThat(
          messageOf(DirectoryLockedException.class, this::compact),
          containsString("locked by a test (process "));
    }
    Set<Path> after = new HashSet<>(snapshot().keySet());
    after.remove(Path.of(lake().path(), DirectoryLock.FILE));
    assertThat(after, is(before.keySet()));
    assertThat(compact(), hasSize(1));
  }

  @Test
  void refusesInputThatIsMissingAndLeavesTheDay() throws Exception {
    batch("a", DAY, "t1");
    batch("b", DAY, "t2");
    Files.delete(Path.of(lake().resolve(lake().liveFiles().get(1))));
    List<String> before = parquetFiles();
    assertThat(
        messageOf(IOException.class, this::compact),
        containsString("is missing, although a seal lists it"));
    assertThat(parquetFiles(), is(before));
    assertThat(lake().sealed(), contains("a", "b"));
  }

  @Test
  void refusesInputWhoseSizeDiffersFromItsSeal() throws Exception {
    batch("a", DAY, "t1");
    batch("b", DAY, "t2");
    Path file = Path.of(lake().resolve(lake().liveFiles().get(0)));
    Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);
    assertThat(
        messageOf(IOException.class, this::compact), containsString("according to its seal"));
    assertThat(lake().sealed(), contains("a", "b"));
  }

  @Test
  void leavesYoungFilesWithoutSealAndDeletesOldOnes() throws Exception {
    batch("a", DAY, "t1");
    Path day = Path.of(lake().path(), LakeFile.PARTITION + DAY);
    Path young = Files.writeString(day.resolve("compaction-young-00000.parquet"), "x");
    Path old = Files.writeString(day.resolve("compaction-old-00000.parquet"), "x");
    Path other = Files.writeString(day.resolve("batch-of-others.parquet"), "x");
    FileTime hours = FileTime.from(Instant.now().minus(2, ChronoUnit.HOURS));
    Files.setLastModifiedTime(old, hours);
    Files.setLastModifiedTime(other, hours);
    compact();
    assertThat(Files.exists(young), is(true));
    assertThat(Files.exists(old), is(false));
    assertThat(Files.exists(other), is(true));
  }

  @Test
  void removesTheTemporaryDirectoryOfACompactionThatDied() throws Exception {
    batch("a", DAY, "t1");
    Path dead = Files.createDirectories(Path.of(lake().path(), ".footfall-compaction-dead"));
    Files.writeString(dead.resolve("compaction-1-0"), "half a file");
    compact();
    assertThat(Files.exists(dead), is(false));
  }

  @Test
  void createsNothingInALakeWithoutBatches() throws Exception {
    assertThat(compact(), is(empty()));
    assertThat(Files.exists(Path.of(lake().path())), is(false));
  }
}
