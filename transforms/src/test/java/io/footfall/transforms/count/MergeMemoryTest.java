package io.footfall.transforms.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.report.WindowFolders;
import io.footfall.report.WindowFormat;
import io.footfall.report.WindowResult;
import io.footfall.report.WindowSink;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitRow;
import io.footfall.visits.VisitsDataset;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MergeMemoryTest {
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final int PARTITIONS = 4;
  private static final IntervalWindow WINDOW =
      new IntervalWindow(org.joda.time.Instant.EPOCH, Duration.standardHours(1));

  @TempDir Path temp;

  /** Returns the partials and counts that 20 bundles have sent to one of four partitions. */
  private static List<byte[]> chunks() {
    List<byte[]> chunks = new ArrayList<>();
    Random random = new Random(5);
    for (int bundle = 0; bundle < 20; bundle++) {
      List<PartialWriter> writers = new ArrayList<>();
      // Every other bundle compresses what it sends.
      long plainBytes = bundle % 2 == 0 ? Long.MAX_VALUE : 0;
      List<Aggregate<VisitRow>> aggregates =
          VISITS.folding(
              aggregate -> {
                PartialWriter writer =
                    new PartialWriter(
                        aggregate,
                        PARTITIONS,
                        plainBytes,
                        (partition, chunk) -> {
                          if (partition == 2) {
                            chunks.add(chunk);
                          }
                        });
                writers.add(writer);
                return writer;
              },
              Long.MAX_VALUE);
      for (int i = 0; i < 500; i++) {
        VisitRow row = new VisitRow();
        row.set(
            Visit.of(
                "u" + random.nextInt(3_000),
                Instant.ofEpochSecond(random.nextInt(3_600)),
                "/page/" + random.nextInt(3_000) + (i % 50 == 0 ? ",\"é\n" : ""),
                BigDecimal.valueOf(random.nextInt(9_999), random.nextInt(3))));
        aggregates.forEach(aggregate -> aggregate.add(row));
      }
      aggregates.forEach(Aggregate::drain);
      writers.forEach(PartialWriter::finish);
      SourceCounts counts = new SourceCounts();
      counts.read = 500;
      counts.ok = 500;
      chunks.add(WindowPartials.ofCounts(Map.of("shard", counts)));
    }
    return chunks;
  }

  private static WindowResult merged(List<byte[]> chunks, long bytes) {
    MergePartials.Merged merged = new MergePartials.Merged();
    new MergePartials<>(memory(bytes), null, false, (key, window, pane, of, out) -> {})
        .mergeBounded(chunks, merged);
    return merged.result(WINDOW, PaneInfo.NO_FIRING).withSummary(VISITS);
  }

  private static MergeMemory<VisitRow> memory(long bytes) {
    return new MergeMemory<>(VISITS, PARTITIONS, bytes);
  }

  private Map<String, String> written(WindowResult result, WindowFormat format) throws IOException {
    Path folder = Files.createTempDirectory(temp, "out");
    try (WindowSink.Session session =
        new WindowFolders(folder.toString(), ZoneOffset.UTC, format).open(VISITS)) {
      session.put(List.of(result));
    }
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  @ParameterizedTest
  @EnumSource(WindowFormat.class)
  void writesTheSameFilesInMemoryAndInScratchFiles(WindowFormat format) throws IOException {
    WindowResult inMemory = merged(chunks(), Long.MAX_VALUE);
    WindowResult spilled = merged(chunks(), 10_000);
    assertThat(spilled.runs().stream().filter(run -> run.scratch() == null).toList(), is(empty()));
    assertThat(written(spilled, format), is(written(inMemory, format)));
    assertThat(spilled.lines(VISITS, 0), is(not(empty())));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3_000, 30_000})
  void handsOutPartsWithoutACommonKey(long bytes) {
    List<List<byte[]>> parts = new ArrayList<>();
    memory(bytes)
        .forEachPart(
            chunks().stream().filter(chunk -> !WindowPartials.isCounts(chunk)).toList(),
            part -> {
              List<byte[]> copied = new ArrayList<>();
              part.forEach(copied::add);
              parts.add(copied);
            });
    assertThat(parts.size(), is(greaterThan(1)));
    List<String> rows = new ArrayList<>();
    for (List<byte[]> part : parts) {
      rows.addAll(merged(part, Long.MAX_VALUE).lines(VISITS, 0));
    }
    WindowResult whole = merged(chunks(), Long.MAX_VALUE);
    assertThat(
        rows.stream().sorted().toList(), is(whole.lines(VISITS, 0).stream().sorted().toList()));
  }

  @Test
  void compactsToTheSameResultInParts() {
    WindowResult whole = merged(chunks(), Long.MAX_VALUE);
    List<byte[]> compacted = WindowPartials.compact(memory(10_000), chunks());
    WindowResult result = merged(compacted, Long.MAX_VALUE);
    assertThat(result.lines(VISITS, 0), is(whole.lines(VISITS, 0)));
    assertThat(result.totals(), is(whole.totals()));
    assertThat(result.total().ok, is(10_000L));
    assertThat(
        compacted.stream().mapToInt(chunk -> chunk.length).sum(),
        is(lessThanTwice(WindowPartials.compact(memory(Long.MAX_VALUE), chunks()))));
  }

  private static org.hamcrest.Matcher<Integer> lessThanTwice(List<byte[]> chunks) {
    return org.hamcrest.Matchers.lessThan(2 * chunks.stream().mapToInt(c -> c.length).sum());
  }
}
