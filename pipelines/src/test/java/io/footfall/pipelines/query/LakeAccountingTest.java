package io.footfall.pipelines.query;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import io.footfall.accounting.SourceCounts;
import io.footfall.lake.BatchWriter;
import io.footfall.lake.LakeFolder;
import io.footfall.lake.LakeTarget;
import io.footfall.rejects.RejectCode;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitRow;
import io.footfall.visits.VisitsDataset;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record that was replayed counts once: where it was tried last. */
class LakeAccountingTest {
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);

  @TempDir Path temp;

  private static SourceCounts counts(long ok, long invalid, long late) {
    SourceCounts counts = new SourceCounts();
    counts.ok = ok;
    counts.late = late;
    counts.read = ok + invalid + late;
    for (long i = 0; i < invalid; i++) {
      counts.reject(RejectCode.INVALID_NUMBER);
    }
    return counts;
  }

  private void seal(
      String batch,
      Optional<String> day,
      Map<String, SourceCounts> accounting,
      Map<String, SourceCounts> replayed)
      throws Exception {
    LakeFolder folder = LakeFolder.of(temp.toString(), "visits");
    try (BatchWriter<VisitRow> writer =
        new BatchWriter<>(VISITS, LakeTarget.of(folder, batch, batch))) {
      if (day.isPresent()) {
        LocalDate date = LocalDate.parse(day.get());
        VisitRow row = new VisitRow();
        row.epochDay = (int) date.toEpochDay();
        row.set(new Visit("u", date.toEpochDay() * 86_400_000_000L, "/", null));
        writer.add(row);
      }
      writer.account(accounting, replayed);
      writer.commit();
    }
  }

  private List<String> accounting() throws Exception {
    try (QueryDatabase database =
        QueryDatabase.open(QuerySource.of(temp.toString(), List.of(), List.of()))) {
      return database
          .query(
              "SELECT source, sum(read), sum(ok), sum(rejected), sum(late) FROM accounting GROUP BY"
                  + " 1 ORDER BY 1")
          .rows()
          .stream()
          .map(row -> String.join(" ", row.stream().map(ResultText::of).toList()))
          .toList();
    }
  }

  @Test
  void addsUpBatchesOfAStream() throws Exception {
    seal("b1", Optional.of("2024-03-01"), Map.of("s", counts(5, 1, 0)), Map.of());
    // Of rejects alone.
    seal("b2", Optional.empty(), Map.of("s", counts(0, 2, 1)), Map.of());

    assertThat(accounting(), contains("s 9 5 3 1"));
  }

  @Test
  void countsAReplayedRecordWhereItWasTriedLast() throws Exception {
    seal("b1", Optional.of("2024-03-01"), Map.of("s", counts(5, 2, 1)), Map.of());
    seal(
        "replay-1",
        Optional.of("2024-03-09"),
        Map.of("s", counts(2, 1, 0)),
        Map.of("s", counts(0, 2, 1)));
    assertThat(accounting(), contains("s 8 7 1 0"));

    seal(
        "replay-2",
        Optional.of("2024-03-09"),
        Map.of("s", counts(1, 0, 0)),
        Map.of("s", counts(0, 1, 0)));
    assertThat(accounting(), contains("s 8 8 0 0"));
  }

  @Test
  void rejectsOfAWatchedFileAreThoseOfTheStream() throws Exception {
    seal("b1", Optional.of("2024-03-01"), Map.of("in/*.csv", counts(5, 2, 0)), Map.of());
    seal(
        "replay-1",
        Optional.of("2024-03-01"),
        Map.of("in/a.csv", counts(1, 0, 0)),
        Map.of("in/a.csv", counts(0, 1, 0)));

    assertThat(accounting(), contains("in/*.csv 6 5 1 0", "in/a.csv 1 1 0 0"));
  }

  @Test
  void replayOfARunWithoutALakeCountsAlone() throws Exception {
    seal("b1", Optional.of("2024-03-01"), Map.of("other", counts(5, 2, 0)), Map.of());
    seal(
        "replay-1",
        Optional.of("2024-03-01"),
        Map.of("s", counts(1, 0, 0)),
        Map.of("s", counts(0, 1, 0)));

    assertThat(accounting(), contains("other 7 5 2 0", "s 1 1 0 0"));
  }
}
