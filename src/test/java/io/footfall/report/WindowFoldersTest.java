package io.footfall.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.accounting.SourceCounts;
import io.footfall.errors.PermanentFailure;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowFoldersTest {
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);

  @TempDir Path temp;
  private WindowFolders sink;

  @BeforeEach
  void createSink() {
    sink = new WindowFolders(temp.toString(), ZoneOffset.UTC, WindowFormat.CSV);
  }

  /** A report of a day, with so many visits read. */
  private static WindowResult day(int dayOfMonth, long pane, long read) {
    SourceCounts counts = new SourceCounts();
    counts.read = read;
    counts.ok = read;
    long start =
        Instant.parse("2024-03-01T00:00:00Z")
            .plusSeconds(86_400L * (dayOfMonth - 1))
            .toEpochMilli();
    return new WindowResult(
            start,
            start + 86_400_000,
            pane,
            false,
            new TreeMap<>(Map.of("shard", counts)),
            new TreeMap<>(),
            List.of(),
            new byte[0])
        .withSummary(VISITS);
  }

  private static StreamOwner owner(String run) {
    return new StreamOwner(run, Map.of("input", "kafka://h/t"), Instant.EPOCH);
  }

  @Test
  void laterPaneReplacesAnEarlierOne() throws IOException {
    try (WindowSink.Session session = sink.open(VISITS)) {
      session.put(List.of(day(1, 0, 3), day(2, 0, 5)));
      session.put(List.of(day(1, 1, 4)));
      assertThat(session.total().read(), is(9L));
      assertThat(session.total().details().orElseThrow().ok, is(9L));
    }
    assertThat(
        Files.readString(temp.resolve("date=2024-03-01/window.json")),
        containsString("\"pane\" : 1"));
  }

  @Test
  void knowsWhichResultItShows() throws IOException {
    try (WindowSink.Session session = sink.open(VISITS)) {
      assertThat(session.has(day(1, 0, 3)), is(false));
      session.put(List.of(day(1, 0, 3)));
      assertThat(session.has(day(1, 0, 3)), is(true));
      assertThat("another pane", session.has(day(1, 1, 3)), is(false));
      assertThat("other counts", session.has(day(1, 0, 4)), is(false));
      assertThat("another window", session.has(day(2, 0, 3)), is(false));
    }
  }

  @Test
  void refusesToWriteForARunThatLostTheDirectory() throws IOException {
    try (WindowSink.Session first = sink.open(VISITS);
        WindowSink.Session second = sink.open(VISITS)) {
      first.claim(owner("first"), false, true);
      first.writeFor(owner("first"));
      second.claim(owner("second"), true, true);
      second.writeFor(owner("second"));
      assertThrows(PermanentFailure.class, () -> first.put(List.of(day(1, 0, 3))));
      second.put(List.of(day(1, 0, 3)));
      assertThat(second.total().read(), is(3L));
    }
  }
}
