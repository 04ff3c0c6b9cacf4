package io.footfall.transforms.stream;

import static io.footfall.testing.Gzip.gzip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;

import io.footfall.accounting.SourceCounts;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.Reject;
import io.footfall.report.WindowResult;
import io.footfall.stream.InitialPosition;
import io.footfall.stream.Lateness;
import io.footfall.stream.WatchedFiles;
import io.footfall.testing.ObjectStore;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.transforms.count.CountRecords;
import io.footfall.transforms.count.CountedRecords;
import io.footfall.transforms.count.EventTimeWindows;
import io.footfall.transforms.read.ReadRecords;
import io.footfall.visits.VisitsDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Watched files from the first look to the reports of windows, on the DirectRunner. */
@ExtendWith(TestPipelineExtension.class)
class ReadWatchedFilesTest {
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final String SEMICOLONS =
      """
      url;user_id;page_view_duration;timestamp

      /a;7;1.5;2024-03-01 10:00:00
      url;user_id;page_view_duration;timestamp
      "/b
      /c";8;2;2024-03-01 11:00:00
      /a;8;x;2024-03-01 11:00:00
      """;
  private static final String COMMAS =
      "user_id,timestamp,url,page_view_duration\n7,2024-03-02 10:00:00,/a,1\n,,,\n";
  private static final String JSON =
      "{\"user_id\":7,\"timestamp\":\"2024-03-01T12:00:00Z\",\"url\":\"/a\",\"duration\":3}\n{\n";

  @TempDir Path temp;

  private static void assertRead(TestPipeline pipeline, String input, String folder) {
    WatchedFiles files =
        WatchedFiles.of(List.of(input), Duration.ofMillis(50), InitialPosition.EARLIEST);
    CountedRecords found =
        pipeline
            .apply(
                ReadRecords.fromWatchedFiles(
                        files, VISITS, ReadSettings.defaults(), Lateness.DEFAULT)
                    .withStopAfterIdle(Duration.ofMillis(200)))
            .apply(
                CountRecords.of(VISITS, ReadSettings.defaults())
                    .withWindows(
                        EventTimeWindows.days(ZoneOffset.UTC)
                            .withAllowedLateness(Duration.ofDays(9))));
    PAssert.that(found.getResults())
        .satisfies(
            reports -> {
              Map<Long, WindowResult> last = new HashMap<>();
              for (WindowResult report : reports) {
                last.merge(report.startMillis(), report, (a, b) -> a.pane() > b.pane() ? a : b);
              }
              SourceCounts total = new SourceCounts();
              List<String> rows = new ArrayList<>();
              for (WindowResult report : last.values()) {
                assertThat(List.copyOf(report.counts().keySet()), is(List.of(input)));
                total.add(report.total());
                rows.add(String.join("\n", report.lines(VISITS, 0)));
              }
              rows.removeIf(String::isEmpty);
              assertThat(
                  rows, containsInAnyOrder("/a,2,4.5,2.250\n\"/b\n/c\",1,2,2.000", "/a,1,1,1.000"));
              assertThat(
                  total.toString(),
                  is("read 7 = ok 4 + rejected 3 + duplicate 0 + late 0 + skipped 0"));
              assertThat(total.blankLines, is(2L));
              assertThat(total.repeatedHeaders, is(1L));
              return null;
            });
    PAssert.that(found.getRejects())
        .satisfies(
            rejects -> {
              List<String> described = new ArrayList<>();
              for (Reject reject : rejects) {
                described.add(
                    reject.code()
                        + " "
                        + reject.source().substring(folder.length())
                        + " "
                        + reject.offset()
                        + " "
                        + reject.line()
                        + " "
                        + reject.column()
                        + " "
                        + new String(reject.raw(), UTF_8));
              }
              assertThat(
                  described,
                  containsInAnyOrder(
                      "INVALID_NUMBER /a.csv "
                          + SEMICOLONS.indexOf("/a;8;x")
                          + " 7 page_view_duration /a;8;x;2024-03-01 11:00:00",
                      "MALFORMED_JSON /c.jsonl 73 2 null {",
                      "UNREADABLE_FILE /notes.txt 0 1 null "));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  @Test
  void filesOfAFolderAreReadEachInItsOwnLayout(TestPipeline pipeline) throws Exception {
    Files.writeString(temp.resolve("a.csv"), SEMICOLONS);
    Files.write(temp.resolve("b.csv.gz"), gzip(COMMAS));
    Files.writeString(temp.resolve("c.jsonl"), JSON);
    Files.writeString(temp.resolve("notes.txt"), "not for you\n");
    assertRead(pipeline, temp.toString(), temp.toString());
  }

  @Test
  void objectsOfAStoreThatKnowsNoTimesAreReadByTheirPrefix(TestPipeline pipeline) throws Exception {
    String prefix = "objects://watched/incoming";
    ObjectStore.put(prefix + "/a.csv", SEMICOLONS.getBytes(UTF_8));
    ObjectStore.put(prefix + "/b.csv.gz", gzip(COMMAS));
    ObjectStore.put(prefix + "/c.jsonl", JSON.getBytes(UTF_8));
    ObjectStore.put(prefix + "/notes.txt", "not for you\n".getBytes(UTF_8));
    assertRead(pipeline, prefix + "/", prefix);
  }
}
