package io.footfall.pipelines.insight;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FreshRowsTest {
  private static final LocalDate DAY = LocalDate.of(2024, 3, 1);

  /** Days with their files, each as "day file batches". */
  private static Map<LocalDate, Map<String, Set<String>>> files(String... files) {
    Map<LocalDate, Map<String, Set<String>>> days = new TreeMap<>();
    for (String file : files) {
      String[] f = file.split(" ", -1);
      days.computeIfAbsent(LocalDate.of(2024, 3, Integer.parseInt(f[0])), d -> new HashMap<>())
          .put(f[1], Set.copyOf(Arrays.asList(f[2].split(",", -1))));
    }
    return days;
  }

  @Test
  void sameFilesHaveNothingNew() {
    FreshRows fresh = FreshRows.since(files("1 f a"), files("1 f a"));
    assertThat(fresh.isNone(), is(true));
    assertThat(fresh.condition(), is("FALSE"));
    assertThat(fresh.days(), is(empty()));
  }

  @Test
  void readsTheBatchesOfAddedFiles() {
    FreshRows fresh = FreshRows.since(files("1 f a", "2 g a"), files("1 f a", "2 g a", "1 h b"));
    assertThat(fresh.grown(), contains(DAY));
    assertThat(
        fresh.condition(),
        is(
            "event_date BETWEEN DATE '2024-03-01' AND DATE '2024-03-01' AND batch BETWEEN 'b' AND 'b'"
                + " AND (event_date = DATE '2024-03-01' AND batch IN ('b'))"));
  }

  @Test
  void rereadsAReplacedDay() {
    for (Map<LocalDate, Map<String, Set<String>>> now :
        List.of(
            files("1 other a"), files("1 one a,b"), files(), files("1 f a", "1 g b", "1 h a"))) {
      FreshRows fresh = FreshRows.since(files("1 f a", "1 g b"), now);
      assertThat(fresh.grown(), is(empty()));
      assertThat(
          fresh.condition(),
          is(
              "event_date BETWEEN DATE '2024-03-01' AND DATE '2024-03-01'"
                  + " AND (event_date IN (DATE '2024-03-01'))"));
    }
  }
}
