package io.footfall.transforms.visits;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.footfall.records.ReadSettings;
import io.footfall.rejects.Reject;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.transforms.count.CountRecords;
import io.footfall.transforms.count.WrittenReport;
import io.footfall.transforms.records.ParsedRecords;
import io.footfall.transforms.records.SumCounts;
import io.footfall.visits.UrlVisits;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitsDataset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
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

  /** Lines that are good in many ways, and bad in many. */
  private static List<String> lines() {
    Random random = new Random(7);
    String[] urls = {
      "/", "/a", "/A", "/\u00fc", "\"/q,1\"", "\"/q\"\"2\"\"\"", "/x/" + "y".repeat(80)
    };
    String[] times = {
      "2024-03-01 10:00:00", "2024-03-01T10:00:00.5Z", "2024-02-29", "2024-03-01 10:00:00+0530"
    };
    String[] durations = {"0", "1", "2.50", "0.001", ".5", "99999999999999999999.9", "1000000"};
    String[] bad = {
      "1,2024-02-30 10:00:00,/a,1",
      "1,2024-03-01 10:00:00,/a,-1",
      "1,2024-03-01 10:00:00,/a,1e3",
      "1,2024-03-01 10:00:00,,1",
      ",2024-03-01 10:00:00,/a,1",
      "1,2024-03-01 10:00:00,/a",
      "1,2024-03-01 10:00:00,/a,1,2",
      "1,2024-03-01 10:00:00,\"/a\"b,1",
      "1,2024-03-01 10:00:00,/" + "z".repeat(200) + ",1"
    };
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      lines.add(
          random.nextInt(20) == 0
              ? bad[random.nextInt(bad.length)]
              : (random.nextBoolean() ? "" : "a-user-with-a-long-name-")
                  + random.nextInt(300)
                  + ","
                  + times[random.nextInt(times.length)]
                  + ","
                  + urls[random.nextInt(urls.length)]
                  + ","
                  + durations[random.nextInt(durations.length)]);
    }
    return lines;
  }

  private static String csv(UrlVisits url) {
    return url.url()
        + " "
        + url.visits()
        + " "
        + url.timeSpent().toPlainString()
        + " "
        + url.averageTimeSpent().orElseThrow().toPlainString();
  }

  @Test
  void numbersAreThoseOfTheTransformsOnTheSameRecords(TestPipeline pipeline) throws Exception {
    List<String> lines = lines();
    ReadSettings settings = ReadSettings.defaults().withMaxRecordBytes(150);
    run(
        pipeline,
        input(HEADER + String.join("\n", lines) + "\n"),
        summarize(ZoneOffset.UTC, settings));
    WrittenReport report = new WrittenReport(temp.resolve("report"));
    List<String> summary = report.table("summary").get(1);
    List<String> rejects = report.rejects();
    List<String> urls =
        report.table("urls").stream().skip(1).map(row -> String.join(" ", row)).toList();
    assertThat("rejects", rejects.size(), greaterThan(100));

    TestPipeline other = TestPipeline.create().enableAbandonedNodeEnforcement(true);
    ParsedRecords<Visit> parsed =
        other
            .apply("Lines", Create.of(lines))
            .apply("ParseVisits", ParseVisits.ofLines().withMaxRecordBytes(150));
    PCollection<Visit> visits = parsed.getRecords();
    PAssert.that(
            visits
                .apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly())
                .apply(
                    "Csv",
                    MapElements.into(TypeDescriptors.strings()).via(SummarizeVisitsTest::csv)))
        .containsInAnyOrder(urls);
    PAssert.thatSingleton(visits.apply("CountVisits", CountVisits.globally()))
        .isEqualTo(Long.valueOf(summary.get(0)));
    PAssert.thatSingleton(visits.apply("CountUniqueUsers", CountUniqueUsers.exactly()))
        .isEqualTo(Long.valueOf(summary.get(1)));
    PAssert.thatSingleton(
            visits
                .apply("FindMostVisitedUrl", FindMostVisitedUrl.exactly())
                .apply("Url", MapElements.into(TypeDescriptors.strings()).via(UrlVisits::url)))
        .isEqualTo(summary.get(2));
    PAssert.that(parsed.getRejects())
        .satisfies(
            found -> {
              assertThat(
                  StreamSupport.stream(found.spliterator(), false)
                      .map(SummarizeVisitsTest::text)
                      .sorted()
                      .toList(),
                  is(
                      rejects.stream()
                          .map(r -> r.replace("in the header", "in the list of columns"))
                          .sorted()
                          .toList()));
              return null;
            });
    int read = lines.size();
    PAssert.thatSingleton(parsed.getCounts().apply("SumCounts", SumCounts.perSource()))
        .satisfies(
            sum -> {
              assertThat(sum.getValue().read, is((long) read));
              assertThat(sum.getValue().ok, is(Long.parseLong(summary.get(0))));
              assertThat(sum.getValue().addsUp(), is(true));
              return null;
            });
    other.run();
  }

  private static String text(Reject reject) {
    return reject.code()
        + " "
        + reject.message()
        + " "
        + new String(reject.raw(), StandardCharsets.ISO_8859_1);
  }
}
