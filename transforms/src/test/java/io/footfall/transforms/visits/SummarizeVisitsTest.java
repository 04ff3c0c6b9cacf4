package io.footfall.transforms.visits;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.records.ReadSettings;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.transforms.count.CountRecords;
import io.footfall.transforms.count.WrittenReport;
import io.footfall.visits.VisitsDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestPipelineExtension.class)
class SummarizeVisitsTest {
  private static final String HEADER = "user_id,timestamp,url,page_view_duration\n";

  @TempDir Path temp;

  private Path input(String content) throws Exception {
    return Files.writeString(temp.resolve("visits.csv"), content);
  }

  private String run(TestPipeline pipeline, Path file, CountRecords how) {
    String runFile = temp.resolve("report/run.json").toString();
    PAssert.thatSingleton(
            new WrittenReport(temp.resolve("report")).count(pipeline, file.toString(), how))
        .isEqualTo(runFile);
    pipeline.run();
    return runFile;
  }

  private static CountRecords summarize(ZoneId zone, ReadSettings settings) {
    return CountRecords.of(new VisitsDataset(zone), settings);
  }

  @Test
  void filesBecomeAReport(TestPipeline pipeline) throws Exception {
    Path file =
        input(
            HEADER
                + "1,2024-03-01 10:00:00,/a,1.5\n"
                + "2,2024-03-01 10:00:01,/b,2\n"
                + "1,2024-03-01 10:00:02,/b,0.1\n"
                + "1,2024-03-01 10:00:03,/b,\n"
                + "1,2024-03-01 10:00:04,/c,\n"
                + "1,2024-03-01 10:00:03,/b,x\n");
    run(pipeline, file, summarize(ZoneOffset.UTC, ReadSettings.defaults()));
    WrittenReport report = new WrittenReport(temp.resolve("report"));
    assertThat(
        report.table("urls"),
        is(
            List.of(
                List.of("url", "visits", "total_time_spent", "average_time_spent"),
                // A visit without a duration counts, and is in no average.
                List.of("/b", "3", "2.1", "1.050"),
                List.of("/a", "1", "1.5", "1.500"),
                List.of("/c", "1", "", ""))));
    assertThat(
        report.table("summary").get(1),
        is(List.of("5", "2", "/b", "{\"/b\":1.050,\"/a\":1.500,\"/c\":null}")));
    assertThat(report.rejects().size(), is(1));
  }

  @Test
  void usesTheGivenZoneAndSettings(TestPipeline pipeline) throws Exception {
    // In Berlin there is no 02:30 on that night: it is 03:30 there, and after 03:00.
    Path file = input("1|2024-03-31 02:30:00|/late|1\n2|2024-03-31 03:00:00|/early|1\n");
    run(
        pipeline,
        file,
        summarize(
                ZoneId.of("Europe/Berlin"),
                ReadSettings.defaults()
                    .withDelimiter('|')
                    .withoutHeader(List.of("user_id", "timestamp", "url", "page_view_duration")))
            .withPartitions(2));
    assertThat(
        new WrittenReport(temp.resolve("report")).table("summary").get(1).get(2), is("/early"));
  }
}
