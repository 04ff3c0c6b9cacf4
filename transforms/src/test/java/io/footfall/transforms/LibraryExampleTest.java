package io.footfall.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.footfall.accounting.SourceCounts;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.Reject;
import io.footfall.report.ReportTarget;
import io.footfall.source.InputFiles;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.transforms.count.CommitReport;
import io.footfall.transforms.count.CountRecords;
import io.footfall.transforms.read.ReadRecords;
import io.footfall.transforms.records.ParsedRecords;
import io.footfall.transforms.records.SumCounts;
import io.footfall.transforms.visits.CountVisitsPerUrl;
import io.footfall.transforms.visits.ParseVisits;
import io.footfall.visits.UrlVisits;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitsDataset;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples that {@code src/docs/library.md} quotes. */
@ExtendWith(TestPipelineExtension.class)
class LibraryExampleTest {
  @TempDir Path temp;

  private PCollection<UrlVisits> hourly;
  private PCollection<Reject> rejects;
  private PCollection<KV<String, SourceCounts>> counts;

  private void countPerHour(Pipeline pipeline, String files) {
    // quoted, begin
    ParsedRecords<Visit> parsed =
        pipeline
            .apply("ReadLines", TextIO.read().from(files).withSkipHeaderLines(1))
            .apply("ParseVisits", ParseVisits.ofLines().withZone(ZoneId.of("Europe/Berlin")));
    PCollection<UrlVisits> perUrlAndHour =
        parsed
            .getRecords()
            .apply("Hourly", Window.into(FixedWindows.of(Duration.standardHours(1))))
            .apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly());
    PCollection<Reject> notCounted = parsed.getRejects();
    PCollection<KV<String, SourceCounts>> accounting =
        parsed.getCounts().apply("SumCounts", SumCounts.perSource());
    // quoted, end
    hourly = perUrlAndHour;
    rejects = notCounted;
    counts = accounting;
  }

  private static void report(Pipeline pipeline, String files, String folder) {
    // quoted, begin
    pipeline
        .apply("ReadRecords", ReadRecords.fromFiles(InputFiles.list(List.of(files))))
        .apply(
            "CountVisits",
            CountRecords.of(new VisitsDataset(ZoneOffset.UTC), ReadSettings.defaults())
                .withTarget(ReportTarget.in(folder)))
        .apply("CommitReport", CommitReport.atOnce());
    // quoted, end
  }

  private String visits() throws Exception {
    Path file = temp.resolve("visits.csv");
    Files.writeString(
        file,
        """
        user_id,timestamp,url,page_view_duration
        1,2024-03-01 11:00:00,/a,1.5
        1,2024-03-01 11:30:00,/a,2
        1,2024-03-01 11:30:00,/a,two
        """);
    return file.toString();
  }

  @Test
  void countsVisitsPerUrlAndHour(TestPipeline pipeline) throws Exception {
    countPerHour(pipeline, visits());
    IntervalWindow ten =
        new IntervalWindow(Instant.parse("2024-03-01T10:00:00Z"), Duration.standardHours(1));
    PAssert.that(hourly)
        .inWindow(ten)
        .containsInAnyOrder(
            new UrlVisits("/a", 2, new BigDecimal("3.5"), ten.start().getMillis() * 1000));
    PAssert.thatSingleton(rejects)
        .satisfies(
            reject -> {
              assertThat(reject.message(), containsString("'two'"));
              return null;
            });
    PAssert.thatSingleton(counts)
        .satisfies(
            sum -> {
              assertThat(
                  sum.getValue().toString(),
                  is("read 3 = ok 2 + rejected 1 + duplicate 0 + late 0 + skipped 0"));
              return null;
            });
    pipeline.run();
  }

  @Test
  void writesReportFromFiles(TestPipeline pipeline) throws Exception {
    report(pipeline, visits(), temp.resolve("report").toString());
    pipeline.run();
    assertThat(Files.readAllLines(temp.resolve("report/urls.csv")).get(1), is("/a,2,3.5,1.750"));
  }

  @Test
  void pageQuotesTheExamples() throws Exception {
    String source =
        Files.readString(
            Path.of("transforms/src/test/java/io/footfall/transforms/LibraryExampleTest.java"));
    String page = Files.readString(Path.of("src/docs/library.md"));
    int end = 0;
    for (int example = 0; example < 2; example++) {
      int begin = source.indexOf("// quoted, begin\n", end) + "// quoted, begin\n".length();
      end = source.indexOf("    // quoted, end\n", begin);
      String quoted = source.substring(begin, end).indent(-4);
      assertThat(page, containsString("```java\n" + quoted + "```\n"));
    }
  }
}
