package io.footfall.transforms.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.footfall.records.ReadSettings;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCode;
import io.footfall.report.WindowResult;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.visits.VisitsDataset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestPipelineExtension.class)
class CountMessagesTest {
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final ReadSettings LINES =
      ReadSettings.defaults()
          .withEncoding(ReadSettings.Encoding.CSV)
          .withoutHeader(List.of("user_id", "timestamp", "url", "page_view_duration"));
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final EventTimeWindows HOURLY =
      EventTimeWindows.fixed(Duration.ofHours(1))
          .withAllowedLateness(Duration.ofHours(1))
          .withUpdateEvery(Duration.ofSeconds(30));

  private static MessageStream stream() {
    return new MessageStream(VISITS, LINES, MINUTE);
  }

  private static String visit(String user, String time, String url, String seconds) {
    return user + ",2024-03-01 " + time + "," + url + "," + seconds;
  }

  private static List<WindowResult> sorted(Iterable<WindowResult> reports) {
    return StreamSupport.stream(reports.spliterator(), false)
        .sorted(
            Comparator.comparingLong(WindowResult::startMillis)
                .thenComparingLong(WindowResult::pane))
        .toList();
  }

  private static String text(WindowResult report) {
    return report.start().toString().substring(11, 16)
        + " #"
        + report.pane()
        + (report.isFinal() ? " final " : " ")
        + report.lines(VISITS, 0).stream().map(row -> row + " ").collect(Collectors.joining())
        + "| "
        + report.total();
  }

  private static List<String> texts(Iterable<WindowResult> reports) {
    List<String> texts = new ArrayList<>();
    sorted(reports).forEach(report -> texts.add(text(report)));
    return texts;
  }

  private static void assertPanes(CountedRecords reports, String... expected) {
    PAssert.that(reports.getResults())
        .satisfies(
            all -> {
              assertThat(texts(all), contains(expected));
              return null;
            });
  }

  private static String counts(int ok) {
    return "| read " + ok + " = ok " + ok + " + rejected 0 + duplicate 0 + late 0 + skipped 0";
  }

  @Test
  void emitsEarlyOnTimeLateAndFinalPanes(TestPipeline pipeline) {
    CountedRecords reports =
        pipeline
            .apply(
                "Messages",
                stream()
                    .message("s", visit("1", "10:00:00", "/a", "1"))
                    .message("s", visit("2", "10:10:00", "/a", "2"))
                    .wait(MINUTE)
                    .message("s", visit("1", "11:05:00", "/b", "1"))
                    .message("s", visit("3", "10:59:00", "/b", "0.5"))
                    .wait(MINUTE)
                    .message("s", visit("1", "12:30:00", "/c", "1"))
                    .end())
            .apply("CountRecords", CountRecords.of(VISITS, LINES).withWindows(HOURLY));
    assertPanes(
        reports,
        "10:00 #0 /a,2,3,1.500 " + counts(2),
        "10:00 #1 /a,2,3,1.500 " + counts(2),
        "10:00 #2 /a,2,3,1.500 /b,1,0.5,0.500 " + counts(3),
        "10:00 #3 final /a,2,3,1.500 /b,1,0.5,0.500 " + counts(3),
        "11:00 #0 /b,1,1,1.000 " + counts(1),
        "11:00 #1 /b,1,1,1.000 " + counts(1),
        "11:00 #2 final /b,1,1,1.000 " + counts(1),
        "12:00 #0 final /c,1,1,1.000 " + counts(1));
    PAssert.that(reports.getRejects()).empty();
    pipeline.run();
  }

  @Test
  void rejectsLateRecordsInTheWindowOfArrival(TestPipeline pipeline) {
    String late = visit("9", "10:59:59", "/late", "1");
    CountedRecords reports =
        pipeline
            .apply(
                "Messages",
                stream()
                    .message("s", visit("1", "10:00:00", "/a", "1"))
                    // One minute out of order, one hour late: this is the last moment for 10:59.
                    .message("s", visit("1", "12:00:59.999", "/b", "1"))
                    .message("s", visit("2", "10:59:59.999", "/a", "1"))
                    .message("s", visit("1", "12:01:00", "/b", "1"))
                    .message("s", late)
                    .end())
            .apply("CountRecords", CountRecords.of(VISITS, LINES).withWindows(HOURLY));
    PAssert.that(reports.getResults())
        .satisfies(
            all -> {
              List<String> finals = texts(all).stream().filter(t -> t.contains("final")).toList();
              assertThat(
                  finals,
                  contains(
                      containsString("final /a,2,2,1.000 " + counts(2)),
                      containsString("final /b,2,2,1.000 " + counts(2)),
                      is(
                          "12:00 #0 final | read 1 = ok 0 + rejected 0 + duplicate 0 + late 1 + skipped 0")));
              assertThat(
                  sorted(all).get(sorted(all).size() - 1).start().toString(),
                  is("2024-03-02T12:00:00Z"));
              return null;
            });
    PAssert.that(reports.getRejects())
        .satisfies(
            all -> {
              Reject reject = all.iterator().next();
              assertThat(reject.code(), is(RejectCode.LATE));
              assertThat(reject.source(), is("s"));
              assertThat(reject.offset(), is(5L));
              assertThat(new String(reject.raw(), StandardCharsets.UTF_8), is(late));
              assertThat(reject.message(), containsString("--allowedLateness"));
              assertThat(reject.arrivalMillis(), is(MessageStream.ARRIVAL));
              return null;
            });
    pipeline.run();
  }

  @Test
  void countsEveryValidRecordOfAMessage(TestPipeline pipeline) {
    CountedRecords reports =
        pipeline
            .apply(
                "Messages",
                stream()
                    .message(
                        "s",
                        visit("1", "10:00:00", "/a", "1")
                            + "\n"
                            + visit("1", "10:00:00", "/a", "x")
                            + "\n\n"
                            + visit("1", "11:00:00", "/a", "2"))
                    .message("s", "")
                    .end())
            .apply("CountRecords", CountRecords.of(VISITS, LINES).withWindows(HOURLY));
    assertPanes(
        reports,
        "10:00 #0 final /a,1,1,1.000 " + counts(1),
        "11:00 #0 final /a,1,2,2.000 " + counts(1),
        "12:00 #0 final | read 1 = ok 0 + rejected 1 + duplicate 0 + late 0 + skipped 0");
    PAssert.that(reports.getResults())
        .satisfies(
            all -> {
              assertThat(
                  sorted(all).stream().mapToLong(report -> report.total().blankLines).sum(),
                  is(2L));
              return null;
            });
    PAssert.that(reports.getRejects())
        .satisfies(
            all -> {
              Reject reject = all.iterator().next();
              assertThat(reject.code(), is(RejectCode.INVALID_NUMBER));
              assertThat(reject.line(), is(2L));
              assertThat(reject.column(), is("page_view_duration"));
              return null;
            });
    pipeline.run();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void finalPanesEqualABatchReport(int partitions, TestPipeline pipeline) {
    Random random = new Random(partitions);
    List<String> records = new ArrayList<>();
    Map<String, Map<String, Integer>> visits = new TreeMap<>();
    for (int i = 0; i < 3000; i++) {
      String hour = String.format(Locale.ROOT, "%02d", random.nextInt(6));
      String url = "/" + random.nextInt(20);
      records.add(visit("u" + random.nextInt(50), hour + ":30:00", url, "0.1"));
      visits.computeIfAbsent(hour + ":00", h -> new TreeMap<>()).merge(url, 1, Integer::sum);
    }
    MessageStream stream = new MessageStream(VISITS, LINES, Duration.ofHours(2));
    for (int i = 0; i < records.size(); i += 60) {
      String lines = String.join("\n", records.subList(i, i + 60));
      stream.message("shard-" + random.nextInt(2), lines);
      if (i % 600 == 0) {
        stream.wait(MINUTE);
      }
    }
    CountedRecords reports =
        pipeline
            .apply("Messages", stream.end())
            .apply(
                "CountRecords",
                CountRecords.of(VISITS, LINES)
                    .withWindows(HOURLY.withAllowedLateness(Duration.ofHours(6)))
                    .withPartitions(partitions));
    PAssert.that(reports.getResults())
        .satisfies(
            all -> {
              Map<String, Map<String, Integer>> found = new TreeMap<>();
              for (WindowResult report : all) {
                if (report.isFinal()) {
                  found.put(report.start().toString().substring(11, 16), visitsOf(report));
                  assertThat(
                      report.total().ok, is(report.totals().get(VisitsDataset.VISITS).longValue()));
                }
              }
              assertThat(found, is(visits));
              return null;
            });
    PAssert.that(reports.getRejects()).empty();
    pipeline.run();
  }

  private static Map<String, Integer> visitsOf(WindowResult report) {
    Map<String, Integer> visits = new TreeMap<>();
    for (String row : report.lines(VISITS, 0)) {
      String[] fields = row.split(",", -1);
      visits.put(fields[0], Integer.valueOf(fields[1]));
    }
    return visits;
  }
}
