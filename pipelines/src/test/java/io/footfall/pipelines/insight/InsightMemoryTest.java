package io.footfall.pipelines.insight;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.query.QueryDatabase;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.warehouse.ShopLake;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens to a lake: what is remembered and what is new are what a whole reading gives.
 */
class InsightMemoryTest {
  private static final int CHANGES = 10;

  /** So little is kept that pages come in and go out, and the users of some only are kept. */
  private static final InsightSettings SETTINGS =
      InsightSettings.of("a source", "1.0")
          .withMade(Instant.EPOCH)
          .withLimits(6, 3, 60)
          .withSketchBytes(150);

  @TempDir Path temp;

  private final InsightMemory memory = new InsightMemory();
  private ShopLake lake;
  private QueryDatabase database;

  @BeforeEach
  void makeLake() throws Exception {
    lake = new ShopLake(temp);
    lake.visits("first", "r1", "1 /a 1 2", "2 /a 1 3.5", "1 /b 2 70", "3 /c 3 0.5");
    lake.purchases("first", "r1", "t1 1 1 10", "t2 3 3 -1");
    database = QueryDatabase.open(QuerySource.of(temp.toString(), List.of(), List.of()));
    assertRemembered();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private InsightSettings settings = SETTINGS;

  private String read(InsightMemory with) throws Exception {
    Set<String> relations = new HashSet<>(database.relations());
    relations.add(QueryDatabase.LAKE_FILES);
    try (Connection connection = database.connectToOneMoment()) {
      return Insight.read(connection, relations, settings, with).toJson();
    }
  }

  private void assertRemembered() throws Exception {
    database.refresh();
    assertThat(read(memory), is(read(new InsightMemory())));
  }

  @Test
  void reusesDaysWithoutANewBatch() throws Exception {
    assertRemembered();
  }

  @Test
  void readsABatchOfAnExistingAndANewDay() throws Exception {
    lake.visits("second", "r1", "1 /a 1 2", "4 /b 1 9", "1 /c 9 1");
    assertRemembered();
  }

  @Test
  void countsAPurchaseByAnEarlierVisitor() throws Exception {
    lake.purchases("second", "r1", "t3 2 1 5");
    assertRemembered();
  }

  @Test
  void readsAReplacedBatch() throws Exception {
    lake.visits("second", "r1", "1 /a 1 2", "4 /b 1 9");
    assertRemembered();
    lake.visits("second", "r2", "4 /b 1 9");
    lake.purchases("first", "r2", "t2 3 3 4");
    assertRemembered();
  }

  @Test
  void dropsADayThatBecameEmpty() throws Exception {
    lake.visits("second", "r1", "1 /a 7 2");
    assertRemembered();
    lake.visits("second", "r2", "1 /a 1 2");
    assertRemembered();
  }

  @Test
  void remembersDaysAcrossCompaction() throws Exception {
    lake.visits("second", "r1", "1 /a 1 2", "4 /b 1 9");
    assertRemembered();
    lake.compactVisits();
    assertRemembered();
    lake.visits("third", "r1", "5 /a 1 2");
    assertRemembered();
  }

  @Test
  void forgetsAFailedRead() throws Exception {
    lake.visits("second", "r1", "1 /a 1 2");
    database.refresh();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE loads");
    }
    assertThrows(FootfallException.class, () -> read(memory));
    lake.visits("third", "r1", "1 /a 1 2");
    assertRemembered();
  }

  /** A page has as many as this, and names them all in a question. */
  @Test
  void countsReturningUsersOfManyPages() throws Exception {
    settings = SETTINGS.withLimits(500, 3, 40_000).withSketchBytes(200_000);
    lake.visits(
        "many",
        "r1",
        IntStream.range(0, 600).mapToObj(i -> i % 50 + " /p" + i + " 1 2").toArray(String[]::new));
    assertRemembered();
    lake.visits("more", "r1", "1 /p1 1 2", "60 /p2 1 2");
    assertRemembered();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void agreesWithAFreshReadAfterAnyChanges(long seed) throws Exception {
    Random random = new Random(seed);
    int compactions = 0;
    for (int i = 0; i < CHANGES; i++) {
      // One that was compacted cannot be written again.
      String batch = "b" + compactions + "-" + random.nextInt(4);
      switch (random.nextInt(8)) {
        case 0 -> {
          lake.compactVisits();
          lake.compactPurchases();
          compactions++;
        }
        case 1, 2 -> lake.purchases(batch, "r" + i, lines(random, "t" + i + " %d %d %d"));
        default -> lake.visits(batch, "r" + i, lines(random, "%d /p%3$d %2$d %3$d.5"));
      }
      assertRemembered();
    }
    assertThat(compactions, greaterThan(0));
  }

  /** Some lines, each with a user, a day and a number. */
  private static String[] lines(Random random, String format) {
    return Stream.generate(
            () ->
                format.formatted(
                    random.nextInt(20),
                    1 + random.nextInt(6),
                    (int) Math.abs(random.nextGaussian() * 5)))
        .limit(1 + random.nextInt(12))
        .toArray(String[]::new);
  }
}
