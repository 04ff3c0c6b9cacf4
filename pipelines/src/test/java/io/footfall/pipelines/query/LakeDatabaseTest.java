package io.footfall.pipelines.query;

import static io.footfall.testing.Thrown.messageOf;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.lake.LakeFile;
import io.footfall.lake.LakeFolder;
import io.footfall.pipelines.query.QueryFailedException.Reason;
import io.footfall.testing.ObjectStore;
import io.footfall.warehouse.ShopLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeDatabaseTest {
  /** More files than DuckDB usually opens before it reads them. */
  private static final int FILES = 40;

  private static final int ROWS_PER_FILE = 2_500;

  private static final int MOST_ATTEMPTS = 20;
  private static final LocalDate DAY = LocalDate.of(2024, 3, 3);

  @TempDir Path temp;

  private ShopLake lake;

  @BeforeEach
  void writeBatch() throws Exception {
    lake = new ShopLake(temp.resolve("it's a lake"));
    lake.visits("first", "run", "1 /a 1 2.5", "2 /a 1 0.5", "1 /b 2 1");
  }

  private QuerySource source() {
    return QuerySource.of(temp.resolve("it's a lake").toString(), List.of(), List.of());
  }

  private static List<String> rows(Queries database, String sql) throws Exception {
    return database.query(sql).rows().stream()
        .map(row -> String.join(" ", row.stream().map(ResultText::of).toList()))
        .toList();
  }

  @Test
  void recordsAndTheSumsOfTheirDaysAreThere() throws Exception {
    try (QueryDatabase database = QueryDatabase.open(source())) {
      assertThat(
          rows(database, "SELECT user_id, url, page_view_duration FROM visits ORDER BY ALL"),
          contains("1 /a 2.50", "1 /b 1.00", "2 /a 0.50"));
      assertThat(
          rows(database, "FROM url_stats ORDER BY ALL"),
          contains("2024-03-01 /a 2 3.00 2", "2024-03-02 /b 1 1.00 1"));
      assertThat(
          rows(database, "SELECT dataset, batch, row_count, file_count FROM loads"),
          contains("visits first 3 2"));
    }
  }

  @Test
  void connectionToSomeRecordsSeesNoOthersAfterARollback() throws Exception {
    try (QueryDatabase database = QueryDatabase.open(source());
        Connection some = database.connectToSome(Map.of("visits", "user_id = '2'"));
        Statement statement = some.createStatement()) {
      some.rollback();
      try (ResultSet count = statement.executeQuery("SELECT count(*) FROM visits")) {
        count.next();
        assertThat(count.getLong(1), is(1L));
      }
    }
  }

  @Test
  void opensEachSealOnce() throws Exception {
    Path seal = Path.of(lake.visits().sealFile("first"));
    try (QueryDatabase database = QueryDatabase.open(source())) {
      lake.visits("second", "run", "1 /a 1 2.5");
      // The same by its size and time.
      FileTime time = Files.getLastModifiedTime(seal);
      Files.write(seal, new byte[(int) Files.size(seal)]);
      Files.setLastModifiedTime(seal, time);
      assertThat(database.refresh(), is(true));
      try (Queries other = database.restricted(QueryLimits.DEFAULT)) {
        assertThat(rows(other, "SELECT count(*) FROM visits"), contains("4"));
      }
      Files.delete(seal);
      database.refresh();
      assertThat(rows(database, "SELECT count(*) FROM visits"), contains("1"));
    }
  }

  @Test
  void relationsThatHaveNothingAreThereAndEmpty() throws Exception {
    QuerySource nothing = QuerySource.of(temp.resolve("nothing").toString(), List.of(), List.of());
    try (QueryDatabase database = QueryDatabase.open(nothing)) {
      for (Relation relation : Relation.all()) {
        QueryResult all = database.query("SELECT * FROM " + relation.sqlName());
        assertThat(all.rows(), is(empty()));
        assertThat(
            all.columns().stream().map(QueryColumn::name).toList(), is(relation.columnNames()));
      }
    }
  }

  @Test
  void countsCompactedRecordsOnce() throws Exception {
    writeSecondBatches();
    lake.compactPurchases();
    try (QueryDatabase database = QueryDatabase.open(source())) {
      assertThat(rows(database, "FROM customer_days"), contains("2024-03-01 c 60.00"));
      assertThat(
          rows(database, "SELECT batch, count(*) FROM purchases GROUP BY ALL ORDER BY ALL"),
          contains("one 2", "two 1"));
    }
  }

  private void writeSecondBatches() throws Exception {
    lake.purchases("one", "run", "t1 c 1 10", "t2 c 1 20");
    lake.purchases("two", "run", "t3 c 1 30");
  }

  @Test
  void readsALakeThatWasCompactedSinceItWasListed() throws Exception {
    writeSecondBatches();
    try (QueryDatabase database = QueryDatabase.open(source());
        Queries restricted = database.restricted(QueryLimits.DEFAULT)) {
      lake.compactPurchases();
      for (Queries queries : List.of(database, restricted)) {
        assertThat(
            rows(queries, "SELECT transaction_id FROM purchases ORDER BY 1"),
            contains("t1", "t2", "t3"));
      }
    }
  }

  @Test
  void repeatsAReadingAfterAnotherThreadHasRefreshed() throws Exception {
    writeSecondBatches();
    try (QueryDatabase database = QueryDatabase.open(source())) {
      List<String> attempts = new ArrayList<>();
      String count =
          database.readWithRetry(
              () -> {
                try (Connection connection = database.connect()) {
                  if (attempts.isEmpty()) {
                    lake.compactPurchases();
                    database.refresh();
                  }
                  attempts.add("attempt");
                  try (Statement statement = connection.createStatement();
                      ResultSet rows = statement.executeQuery("SELECT count(*) FROM purchases")) {
                    rows.next();
                    return rows.getString(1);
                  } catch (SQLException e) {
                    // As the parts of the report throw it.
                    throw new FootfallException(Kind.IO, "The database failed", e);
                  }
                }
              });
      assertThat(count, is("3"));
      assertThat(attempts, hasSize(2));
    }
  }

  /** DuckDB's driver ends such a result as if it were complete. */
  @Test
  void failsWithTheReasonIfOneOfManyRowsIsInvalid() throws Exception {
    String sql =
        "SELECT CAST(CASE WHEN i = 500000 THEN 'x' ELSE '1' END AS INTEGER) FROM range(1000000) t(i)";
    try (QueryDatabase database = QueryDatabase.open(source());
        Queries restricted = database.restricted(QueryLimits.DEFAULT)) {
      RowSink ignored =
          new RowSink() {
            @Override
            public void columns(List<QueryColumn> columns) {}

            @Override
            public boolean row(List<@Nullable Object> values) {
              return true;
            }
          };
      for (Queries queries : List.of(database, restricted)) {
        QueryFailedException failure =
            assertThrows(
                QueryFailedException.class, () -> queries.select(sql, ignored, new Cancellation()));
        assertThat(
            failure.getMessage(),
            allOf(
                containsString("Could not convert string 'x' to INT32"),
                containsString("LINE 1: SELECT CAST("),
                containsString("\n               ^")));
        assertThat(failure.reason(), is(Reason.WRONG));
      }
    }
  }

  @Test
  void passesNoRowOnTwiceIfFilesAreReplacedWhileTheyAreRead() throws Exception {
    boolean isReplaced = false;
    for (int attempt = 1; attempt <= MOST_ATTEMPTS && !isReplaced; attempt++) {
      for (int batch = 0; batch < FILES; batch++) {
        lake.visits(
            "b" + attempt + "-" + batch,
            "run",
            IntStream.range(0, ROWS_PER_FILE)
                .mapToObj(i -> "user-with-a-long-name-" + i + " /a 3 1")
                .toArray(String[]::new));
      }
      isReplaced = isReplacedWhileRead(attempt * FILES * ROWS_PER_FILE);
    }
    assertThat("a query has met a compaction", isReplaced, is(true));
  }

  /**
   * Compacts the lake while a query reads it. Returns whether the query noticed. It does not if
   * DuckDB has opened all files before, for which a busy machine can leave it time.
   */
  private boolean isReplacedWhileRead(int all) throws Exception {
    try (QueryDatabase database = QueryDatabase.open(source().withDays(DAY, DAY))) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      RowSink compacting =
          new RowSink() {
            @Override
            public void columns(List<QueryColumn> columns) throws IOException {
              lake.compactVisits();
            }

            @Override
            public boolean row(List<@Nullable Object> values) {
              rows.add(values);
              return true;
            }
          };
      String sql = "SELECT * FROM visits";
      try {
        database.select(sql, compacting, new Cancellation());
      } catch (QueryFailedException e) {
        assertThat(e.getMessage(), e.reason(), is(Reason.REPLACED));
        assertThat(rows.size(), is(lessThan(all)));
        assertThat(database.query(sql).rows(), hasSize(all));
        return true;
      }
      assertThat(rows, hasSize(all));
      return false;
    }
  }

  @Test
  void namesAMissingFileOfTheLake() throws Exception {
    try (QueryDatabase database = QueryDatabase.open(source());
        Queries restricted = database.restricted(QueryLimits.DEFAULT)) {
      Files.delete(Path.of(lake.visits().resolve(lake.visits().liveFiles().get(0))));
      for (Queries queries : List.of(database, restricted)) {
        QueryFailedException failure =
            assertThrows(
                QueryFailedException.class, () -> queries.query("SELECT count(url) FROM visits"));
        assertThat(failure.reason(), is(Reason.DATABASE));
        assertThat(failure.getMessage(), containsString("although its batch is sealed"));
      }
    }
  }

  @Test
  void includesLaterBatchesOnRefresh() throws Exception {
    try (QueryDatabase open = QueryDatabase.open(source());
        Queries database = open.restricted(QueryLimits.DEFAULT)) {
      String before = open.version();
      assertThat(database.refresh(), is(false));
      lake.visits("second", "run", "3 /c 3 7");
      assertThat(open.version(), is(not(before)));
      assertThat(rows(database, "SELECT count(*) FROM visits"), contains("3"));
      assertThat(database.refresh(), is(true));
      assertThat(rows(database, "SELECT count(*) FROM visits"), contains("4"));
      assertThat(database.refresh(), is(false));
    }
  }

  @Test
  void readsOnlySelectedDays() throws Exception {
    QuerySource second = source().withDays(LocalDate.of(2024, 3, 2), null);
    try (QueryDatabase database = QueryDatabase.open(second)) {
      assertThat(rows(database, "SELECT url FROM visits"), contains("/b"));
    }
    QuerySource first = source().withDays(null, LocalDate.of(2024, 3, 1));
    try (QueryDatabase database = QueryDatabase.open(first)) {
      assertThat(rows(database, "SELECT DISTINCT url FROM visits"), contains("/a"));
    }
  }

  @Test
  void refusesStatementsThatDoNotOnlyRead() throws Exception {
    try (Queries database = Queries.openRestricted(source(), QueryLimits.DEFAULT)) {
      for (String sql :
          List.of(
              "SELECT * FROM read_text('/etc/hostname')",
              "SELECT * FROM read_csv('/etc/passwd')",
              "SELECT * FROM glob('/*')",
              "COPY (SELECT 1) TO '/tmp/footfall-stolen.csv'",
              "ATTACH '/tmp/footfall-stolen.db'",
              "INSTALL httpfs",
              "LOAD httpfs",
              "SET enable_external_access = true",
              "SET memory_limit = '100GB'",
              "RESET memory_limit",
              "CREATE TABLE mine (x INT)",
              "DELETE FROM loads",
              "DROP VIEW visits",
              "PRAGMA enable_profiling",
              "CALL pragma_version()",
              "EXPORT DATABASE '/tmp/footfall-stolen'",
              "SELECT 1; DROP VIEW visits")) {
        QueryFailedException refused =
            assertThrows(QueryFailedException.class, () -> database.query(sql));
        assertThat(sql + ": " + refused.getMessage(), refused.reason(), is(Reason.REFUSED));
      }
      assertThat(rows(database, "SELECT count(*) FROM visits"), contains("3"));
    }
  }

  @Test
  void protectsTheFilesOfTheLake() throws Exception {
    List<LakeFile> files = lake.visits().liveFiles();
    String file = lake.visits().resolve(files.get(0)).replace("'", "''");
    try (Queries database = Queries.openRestricted(source(), QueryLimits.DEFAULT)) {
      assertThrows(
          QueryFailedException.class,
          () -> database.query("COPY (SELECT 1) TO '" + file + "' (USE_TMP_FILE false)"));
      assertThat(rows(database, "SELECT count(*) FROM visits"), contains("3"));
    }
  }

  @Test
  void stopsQueriesAfterTheTimeLimit() throws Exception {
    QueryLimits short_ = QueryLimits.DEFAULT.withTime(Duration.ofMillis(200));
    try (Queries database = Queries.openRestricted(source(), short_)) {
      QueryFailedException late =
          assertThrows(
              QueryFailedException.class,
              () ->
                  database.query(
                      "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range < 0"));
      assertThat(late.reason(), is(Reason.TIME));
      assertThat(rows(database, "SELECT count(*) FROM visits"), contains("3"));
    }
  }

  @Test
  void stopsQueriesAboveTheMemoryLimit() throws Exception {
    QueryLimits small = QueryLimits.DEFAULT.withMemoryBytes(64L << 20);
    try (Queries database = Queries.openRestricted(source(), small)) {
      QueryFailedException large =
          assertThrows(
              QueryFailedException.class,
              () ->
                  database.query(
                      "SELECT count(DISTINCT CAST(range AS VARCHAR) || 'long enough to need memory')"
                          + " FROM range(100000000)"));
      assertThat(large.getMessage(), large.reason(), is(Reason.MEMORY));
      assertThat(rows(database, "SELECT count(*) FROM visits"), contains("3"));
    }
  }

  @Test
  void reportsTruncatedResults() throws Exception {
    try (Queries database = Queries.openRestricted(source(), QueryLimits.DEFAULT.withRows(2))) {
      QueryResult result = database.query("SELECT url FROM visits");
      assertThat(result.rows(), hasSize(2));
      assertThat(result.truncated(), is(true));
      assertThat(database.query("SELECT url FROM visits LIMIT 2").truncated(), is(false));
    }
  }

  @Test
  void reportsThePositionOfAnError() throws Exception {
    try (Queries database = Queries.openRestricted(source(), QueryLimits.DEFAULT)) {
      QueryFailedException wrong =
          assertThrows(
              QueryFailedException.class, () -> database.query("SELECT url FORM visits WHERE"));
      assertThat(wrong.reason(), is(Reason.WRONG));
      assertThat(wrong.position().isPresent(), is(true));
      assertThat(
          messageOf(QueryFailedException.class, () -> database.query("SELECT urls FROM visits")),
          containsString("urls"));
    }
  }

  @Test
  void filesOfARemoteLakeAreCopiedOnce() throws Exception {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    String bucket = "objects://" + UUID.randomUUID() + "/lake/";
    Path local = Path.of(lake.visits().path());
    List<LakeFile> files = lake.visits().liveFiles();
    for (LakeFile file : files) {
      ObjectStore.put(
          bucket + "visits/" + file.path(), Files.readAllBytes(local.resolve(file.path())));
    }
    LocalLake copies = new LocalLake(LakeFolder.of(bucket, "visits"), temp.resolve("cache"));
    List<String> paths = copies.files(files);
    assertThat(files(temp.resolve("cache")), containsInAnyOrder(paths.toArray()));
    for (int i = 0; i < files.size(); i++) {
      assertThat(
          Files.mismatch(Path.of(paths.get(i)), local.resolve(files.get(i).path())), is(-1L));
      // Who reads it again must not need it any more.
      ObjectStore.put(bucket + "visits/" + files.get(i).path(), new byte[0]);
    }
    assertThat(copies.files(files), is(paths));
    assertThat(Files.size(Path.of(paths.get(0))), is(files.get(0).bytes()));
  }

  private static List<String> files(Path folder) throws Exception {
    List<String> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile).map(Path::toString).forEach(files::add);
    }
    return files;
  }
}
