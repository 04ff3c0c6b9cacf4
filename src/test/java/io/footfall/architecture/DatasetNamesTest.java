package io.footfall.architecture;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.footfall.dataset.Datasets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared code names no dataset, neither in its identifiers nor in the texts that it writes. */
class DatasetNamesTest {
  private static final DatasetNames NAMES = DatasetNames.of(Datasets.all());

  /** Who may: the datasets, the page that shows both, and the generator. */
  private static final List<Pattern> MAY =
      List.of(
          Pattern.compile("io/footfall/(transforms/)?(visits|purchases)/.*"),
          Pattern.compile("io/footfall/pipelines/(insight|generate|check)/.*"),
          Pattern.compile("io/footfall/pipelines/serve/LiveInsight\\.java.*"));

  private static boolean may(String found) {
    return MAY.stream().anyMatch(who -> who.matcher(found).matches());
  }

  @ParameterizedTest
  @ValueSource(strings = {"src/main/java", "transforms/src/main/java", "pipelines/src/main/java"})
  void sharedCodeNamesNoDataset(String tree) throws Exception {
    List<String> found = NAMES.in(Path.of(tree));
    assertThat("datasets name themselves", found.size(), greaterThan(0));
    assertThat(found.stream().filter(name -> !may(name)).toList(), is(empty()));
  }

  @Test
  void findsNamesInLiteralsAndIdentifiersAndNotInComments() throws Exception {
    List<String> found = NAMES.in(Path.of("src/test/java/io/footfall/architecture/planted/names"));
    assertThat(
        found.stream().map(name -> name.replaceFirst("^[^:]*:\\d+: ", "")).toList(),
        containsInAnyOrder(
            "visits in \"visits\"",
            "purchases in \"reads purchases or nothing\"",
            "url_stats in \"SELECT * FROM url_stats\"",
            "visit in lastVisit",
            "visit in lastVisit",
            "purchases in allPurchases",
            "purchases in allPurchases"));
  }
}
