package io.footfall.iceberg;

import static io.footfall.testing.Thrown.messageOf;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.lake.Compaction;
import io.footfall.lake.LakeCatalog;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.lake.SealedPurchases;
import io.footfall.parquet.ParquetColumn;
import io.footfall.parquet.ParquetSchema;
import io.footfall.purchases.PurchasesDataset;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's own reader sees each row of the lake once, whatever happened before. */
class IcebergCatalogTest {
  private static final PurchasesDataset PURCHASES = new PurchasesDataset(ZoneOffset.UTC);
  private static final LocalDate DAY = LocalDate.of(2024, 3, 1);

  @TempDir Path temp;

  @BeforeAll
  static void useTheFileSystemThatCanBeKilled() {
    Configuration.addDefaultResource("iceberg-test-site.xml");
  }

  @AfterEach
  void revive() {
    KilledFileSystem.revive();
  }

  /** A lake and a catalog of their own. */
  private record Place(Path root) {
    LakeFolder lake() {
      return LakeFolder.of(root.resolve("lake").toString(), "purchases");
    }

    LakeCatalog catalog() {
      return new IcebergCatalog(root.resolve("catalog") + "/");
    }

    LakeCatalog.Registration register() throws IOException {
      return catalog().register(lake(), PURCHASES.lake().schema());
    }

    boolean exists() {
      return new HadoopCatalog(new Configuration(), root.resolve("catalog").toString())
          .tableExists(TableIdentifier.of("footfall", "purchases"));
    }

    Table table(String namespace) {
      return new HadoopCatalog(new Configuration(), root.resolve("catalog").toString())
          .loadTable(TableIdentifier.of(namespace, "purchases"));
    }

    Table table() {
      return table("footfall");
    }

    /** Returns transaction and batch of all rows of the table, in order. */
    List<String> rows() throws IOException {
      List<String> rows = new ArrayList<>();
      try (CloseableIterable<Record> records = IcebergGenerics.read(table()).build()) {
        records.forEach(
            record -> rows.add(record.getField("transaction_id") + " " + record.getField("batch")));
      }
      rows.sort(null);
      return rows;
    }

    void batch(String id, LocalDate day, String... transactions) throws IOException {
      batch(LakeTarget.of(lake(), id, "run-of-" + id), day, transactions);
    }

    void batch(LakeTarget target, LocalDate day, String... transactions) throws IOException {
      SealedPurchases.of(day, transactions).writeTo(target);
    }

    Compaction compaction(LakeCatalog catalog) {
      return new Compaction(lake(), PURCHASES.lake().schema(), 1 << 20, "1", catalog);
    }
  }

  private Place place() {
    return new Place(temp);
  }

  @Test
  void listsEachSealedBatchOnce() throws Exception {
    Place place = place();
    place.batch("a", DAY, "t1", "t2");
    place.register();
    place.batch("b", DAY.plusDays(1), "t3");
    place.batch("c", DAY, "t4");

    assertThat(place.register(), is(new LakeCatalog.Registration("footfall.purchases", 2, 0)));
    assertThat(place.register().added(), is(0));

    assertThat(place.rows(), contains("t1 a", "t2 a", "t3 b", "t4 c"));
    Snapshot last = place.table().currentSnapshot();
    assertThat(last.operation(), is(DataOperations.APPEND));
    assertThat(last.summary(), hasEntry("footfall.batches", "b,c"));
    assertThat(place.table().snapshots().spliterator().getExactSizeIfKnown(), is(2L));
  }

  @Test
  void readsColumnsWithoutIdsAndSkipsOtherDays() throws Exception {
    Place place = place();
    place.batch("a", DAY, "t1");
    place.batch("b", DAY.plusDays(1), "t2");
    place.register();

    try (CloseableIterable<Record> records =
        IcebergGenerics.read(place.table())
            .where(Expressions.equal("event_date", "2024-03-02"))
            .build()) {
      Record record = records.iterator().next();
      assertThat(record.getField("transaction_id"), is("t2"));
      assertThat(record.getField("event_date"), is(DAY.plusDays(1)));
      assertThat(record.getField("amount"), is(new BigDecimal("1.500000000")));
      assertThat(
          record.getField("timestamp"),
          is(DAY.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC)));
    }
    try (CloseableIterable<FileScanTask> tasks =
        place
            .table()
            .newScan()
            .includeColumnStats()
            .filter(Expressions.equal("event_date", "2024-03-02"))
            .planFiles()) {
      List<FileScanTask> planned = new ArrayList<>();
      tasks.forEach(planned::add);
      assertThat(planned, hasSize(1));
    }
  }

  @Test
  void replacesFilesOfACompactionInOneSnapshot() throws Exception {
    Place place = place();
    place.batch("a", DAY, "t1");
    place.batch("b", DAY, "t2");
    place.register();

    place.compaction(place.catalog()).run(Compaction.Listener.SILENT);

    assertThat(place.rows(), contains("t1 a", "t2 b"));
    assertThat(place.table().currentSnapshot().operation(), is(DataOperations.REPLACE));
    assertThat(place.register().added(), is(0));
  }

  @Test
  void catchesUpWithBatchesThatWereCompactedBeforeTheirRegistration() throws Exception {
    Place place = place();
    place.batch("a", DAY, "t1");
    place.register();
    place.batch("b", DAY, "t2");
    place.compaction(null).run(Compaction.Listener.SILENT);

    place.register();

    assertThat(place.rows(), contains("t1 a", "t2 b"));
    // It adds a row, so readers that follow the snapshots must not skip it.
    assertThat(place.table().currentSnapshot().operation(), is(DataOperations.OVERWRITE));
  }

  @Test
  void replacesABatchThatWasWrittenAgain() throws Exception {
    Place place = place();
    place.batch("a", DAY, "t1", "t2");
    place.batch("b", DAY, "t3");
    place.register();
    place.batch(LakeTarget.of(place.lake(), "a", "again").withOverwrite(true), DAY, "t4", "t5");

    place.register();

    assertThat(place.rows(), contains("t3 b", "t4 a", "t5 a"));
    assertThat(place.table().currentSnapshot().operation(), is(DataOperations.OVERWRITE));
  }

  @Test
  void neitherMissesNorDoublesAfterAKillAtAnyStep() throws Exception {
    int killed = 0;
    for (int steps = 0; ; steps++) {
      Place place = new Place(temp.resolve("killed-" + steps));
      place.batch("a", DAY, "t1");
      place.batch("b", DAY.plusDays(1), "t2");
      KilledFileSystem.killAfter(steps);
      boolean completed = register(place);
      KilledFileSystem.revive();

      assertThat(
          "killed after " + steps + " steps",
          place.exists() ? String.join(", ", place.rows()) : "",
          anyOf(is(""), is("t1 a, t2 b")));
      place.register();
      assertThat(
          "registered again after " + steps + " steps", place.rows(), contains("t1 a", "t2 b"));
      if (completed) {
        break;
      }
      killed++;
    }
    assertThat(killed, is(greaterThan(5)));
  }

  private static boolean register(Place place) throws IOException {
    try {
      place.register();
      return true;
    } catch (KilledFileSystem.Killed e) {
      return false;
    }
  }

  @Test
  void compactionKilledBeforeItsRegistrationKeepsTheTableReadable() throws Exception {
    Place place = place();
    place.batch("a", DAY, "t1");
    place.batch("b", DAY, "t2");
    place.register();
    Compaction killed = place.compaction(new KilledAfter(place.catalog(), 1));

    assertThrows(KilledFileSystem.Killed.class, () -> killed.run(Compaction.Listener.SILENT));

    assertThat(place.rows(), contains("t1 a", "t2 b"));
    place.compaction(place.catalog()).run(Compaction.Listener.SILENT);
    assertThat(place.rows(), contains("t1 a", "t2 b"));
    assertThat(place.lake().liveFiles(), hasSize(1));
  }

  /** A catalog whose process dies after some registrations. */
  private static final class KilledAfter implements LakeCatalog {
    private static final long serialVersionUID = 1L;
    private final LakeCatalog catalog;
    private int registrations;

    KilledAfter(LakeCatalog catalog, int registrations) {
      this.catalog = catalog;
      this.registrations = registrations;
    }

    @Override
    public Registration register(LakeFolder folder, ParquetSchema schema) throws IOException {
      if (registrations-- == 0) {
        throw new KilledFileSystem.Killed();
      }
      return catalog.register(folder, schema);
    }
  }

  @Test
  void simultaneousRegistrationsAddEachFileOnce() throws Exception {
    Place place = place();
    place.batch("a", DAY, "t1");
    place.batch("b", DAY, "t2");
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Callable<LakeCatalog.Registration> registration = place::register;
      int added = 0;
      for (Future<LakeCatalog.Registration> done :
          threads.invokeAll(List.of(registration, registration, registration))) {
        added += done.get().added();
      }
      assertThat(added, is(2));
    } finally {
      threads.shutdownNow();
    }
    assertThat(place.rows(), contains("t1 a", "t2 b"));
  }

  @Test
  void readsThePropertiesOfACatalogFromAFile() throws Exception {
    Place place = place();
    place.batch("a", DAY, "t1");
    Path file = temp.resolve("catalog.properties");
    Files.writeString(
        file, "type=hadoop\nwarehouse=" + temp.resolve("catalog") + "\nfootfall.namespace=web\n");

    new IcebergCatalog(file.toString()).register(place.lake(), PURCHASES.lake().schema());

    assertThat(place.table("web").currentSnapshot().summary(), hasEntry("total-records", "1"));
  }

  @Test
  void refusesATableOfAnotherLake() throws Exception {
    Place place = place();
    place.batch("a", DAY, "t1");
    place.register();
    Place other = new Place(temp.resolve("other"));
    other.batch("a", DAY, "t1");

    assertThat(
        messageOf(
            IOException.class,
            () -> place.catalog().register(other.lake(), PURCHASES.lake().schema())),
        containsString("lists the files of " + place.lake().path()));
    assertThat(place.rows(), contains("t1 a"));
  }

  @Test
  void doesNotCreateATableForALakeWithoutBatches() throws Exception {
    assertThat(place().register().added(), is(0));
    assertThat(Files.exists(temp.resolve("catalog")), is(false));
  }

  @Test
  void addsColumnsThatTheDatasetHasSince() throws Exception {
    Place place = place();
    place.batch("a", DAY, "t1");
    List<ParquetColumn> columns = PURCHASES.lake().schema().columns();
    ParquetSchema before = new ParquetSchema("purchase", columns.subList(0, columns.size() - 1));
    place.catalog().register(place.lake(), before);
    place.batch("b", DAY, "t2");

    place.register();

    assertThat(place.rows(), contains("t1 a", "t2 b"));
  }

  @Test
  void keepsReadersFromDeletingFilesOfTheLake() throws Exception {
    Place place = place();
    place.batch("a", DAY, "t1");
    place.register();
    assertThat(place.table().properties(), hasEntry("gc.enabled", "false"));
    assertThat(
        Map.copyOf(place.table().properties()), hasEntry("footfall.lake", place.lake().path()));
  }
}
