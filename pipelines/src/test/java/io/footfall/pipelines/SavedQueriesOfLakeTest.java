package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.pipelines.query.Queries;
import io.footfall.pipelines.query.QueryLimits;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.pipelines.query.SavedQuery;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saved queries, asked of a lake. */
class SavedQueriesOfLakeTest extends SavedQuerySpecification {
  @TempDir static Path temp;
  private static Queries database;

  @BeforeAll
  static void open() throws Exception {
    Path lake = writeLake(temp);
    database =
        Queries.openRestricted(
            QuerySource.of(
                lake.toString(),
                List.of(temp.resolve("visits").toString(), temp.resolve("purchases").toString()),
                List.of()),
            QueryLimits.DEFAULT);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Override
  Map<String, Queries> databases() {
    return Map.of("lake", database);
  }

  @Test
  void rejectsAreThereWithTheirReasons() throws Exception {
    SavedQuery query = SavedQuery.named("rejects-by-reason").orElseThrow();
    List<List<Object>> rows =
        database.query(query.sql()).rows().stream()
            .map(row -> List.copyOf(row.subList(0, 4)))
            .toList();
    assertThat(
        rows,
        is(
            List.of(
                List.<Object>of("purchases", "MISSING_FIELD", 1L, 0L),
                List.<Object>of("visits", "INVALID_NUMBER", 1L, 0L))));
  }

  @Test
  void listsEverySavedQuery() throws Exception {
    URI folder =
        Objects.requireNonNull(SavedQuery.class.getResource("saved/top-pages.sql"))
            .toURI()
            .resolve(".");
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      assertThat(
          files.map(file -> file.getFileName().toString().replace(".sql", "")).sorted().toList(),
          is(SavedQuery.all().stream().map(SavedQuery::name).sorted().toList()));
    }
    for (SavedQuery query : SavedQuery.all()) {
      assertThat(query.name(), query.question(), not(is("")));
      assertThat(query.name(), query.columns(), not(empty()));
    }
  }
}
