package io.footfall.transforms.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.dataset.Dataset;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.records.ReadSettings;
import io.footfall.report.WindowResult;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.visits.VisitsDataset;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestPipelineExtension.class)
class DeduplicateMessagesTest {
  private static final VisitsDataset VISITS = new VisitsDataset(ZoneOffset.UTC);
  private static final PurchasesDataset PURCHASES = new PurchasesDataset(ZoneOffset.UTC);
  private static final ReadSettings JSON =
      ReadSettings.defaults().withEncoding(ReadSettings.Encoding.JSON);
  private static final ReadSettings LINES =
      ReadSettings.defaults()
          .withEncoding(ReadSettings.Encoding.CSV)
          .withoutHeader(List.of("user_id", "timestamp", "url", "page_view_duration"));
  private static final EventTimeWindows HOURLY =
      EventTimeWindows.fixed(Duration.ofHours(1))
          .withAllowedLateness(Duration.ofHours(1))
          .withUpdateEvery(Duration.ofSeconds(30));

  private static String purchase(String transaction, String time, String amount) {
    return "{"
        + (transaction.isEmpty() ? "" : "\"transaction_id\":\"" + transaction + "\",")
        + "\"customer_id\":\"anna\",\"timestamp\":\"2024-03-01 "
        + time
        + "\",\"amount\":"
        + amount
        + "}";
  }

  private static void assertFinals(CountedRecords reports, Map<String, String> expected) {
    PAssert.that(reports.getResults())
        .satisfies(
            all -> {
              Map<String, String> found = new TreeMap<>();
              for (WindowResult report : all) {
                assertThat(report.total().toString(), report.total().addsUp(), is(true));
                assertThat(report.total().latestArrivalMillis, is(MessageStream.ARRIVAL));
                if (report.isFinal()) {
                  String rows =
                      report.lines(VISITS, 0).stream()
                          .map(row -> row + " ")
                          .collect(Collectors.joining());
                  found.put(
                      report.start().toString().substring(11, 16), rows + "| " + report.total());
                }
              }
              assertThat(found, is(new TreeMap<>(expected)));
              return null;
            });
  }

  private static CountedRecords summarize(
      TestPipeline pipeline, MessageStream stream, Dataset<?> dataset, ReadSettings settings) {
    return pipeline
        .apply("Messages", stream.end())
        .apply(
            "CountRecords",
            CountRecords.of(dataset, settings).withWindows(HOURLY).withDeduplication());
  }

  @Test
  void countsTheFirstPurchaseAcrossPanesAndShards(TestPipeline pipeline) {
    MessageStream stream =
        new MessageStream(PURCHASES, JSON, Duration.ofMinutes(1))
            .message("a", purchase("t1", "10:00:00", "1.5"))
            .wait(Duration.ofMinutes(1))
            .message("b", purchase("t1", "10:00:00", "1.5"))
            .message("a", purchase("t2", "10:20:00", "2"))
            .wait(Duration.ofMinutes(1))
            // The watermark passes the window's end; what comes then is late, and in time.
            .message("a", purchase("t3", "11:30:00", "7"))
            .message("b", purchase("t3", "11:30:00", "7"))
            .message("a", purchase("t2", "10:20:00", "2"))
            .message("a", purchase("t4", "10:59:00", "4") + "\n" + purchase("t4", "10:59:00", "5"));
    assertFinals(
        summarize(pipeline, stream, PURCHASES, JSON),
        Map.of(
            "10:00",
            "2024-03-01,anna,7.50 | read 6 = ok 3 + rejected 0 + duplicate 3 + late 0 + skipped 0",
            "11:00",
            "2024-03-01,anna,7.00 | read 2 = ok 1 + rejected 0 + duplicate 1 + late 0 + skipped 0"));
    pipeline.run();
  }

  @Test
  void repeatsAreTimedByTheirOwnRecordAndFoundWithinAWindow(TestPipeline pipeline) {
    MessageStream stream =
        new MessageStream(PURCHASES, JSON, Duration.ofMinutes(1))
            .message("a", purchase("t1", "10:00:00", "1"))
            .message("a", purchase("t1", "11:00:00", "1"))
            .message("a", purchase("", "11:00:00", "2"))
            .message("a", purchase("", "11:00:00", "2"));
    assertFinals(
        summarize(pipeline, stream, PURCHASES, JSON),
        Map.of(
            "10:00",
            "2024-03-01,anna,1.00 | read 1 = ok 1 + rejected 0 + duplicate 0 + late 0 + skipped 0",
            "11:00",
            "2024-03-01,anna,5.00 | read 3 = ok 3 + rejected 0 + duplicate 0 + late 0 + skipped 0"));
    pipeline.run();
  }

  @Test
  void lateRepeatIsLateAndNotDuplicate(TestPipeline pipeline) {
    String visit = "u,2024-03-01 10:00:00,/a,1";
    MessageStream stream =
        new MessageStream(VISITS, LINES, Duration.ofMinutes(1))
            .message("s", visit)
            .message("s", visit)
            .message("s", "u,2024-03-01 12:30:00,/a,1")
            .message("s", visit);
    CountedRecords reports = summarize(pipeline, stream, VISITS, LINES);
    PAssert.that(reports.getResults())
        .satisfies(
            all -> {
              long late = 0;
              long duplicate = 0;
              for (WindowResult report : all) {
                if (report.isFinal()) {
                  late += report.total().late;
                  duplicate += report.total().duplicate;
                }
              }
              assertThat(late, is(1L));
              assertThat(duplicate, is(1L));
              return null;
            });
    PAssert.that(reports.getRejects())
        .satisfies(
            all -> {
              assertThat(all.iterator().next().code().name(), is("LATE"));
              return null;
            });
    pipeline.run();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void repeatedRecordsProduceTheSameResult(int partitions, TestPipeline pipeline) {
    Random random = new Random(partitions);
    List<String> records = new ArrayList<>();
    Map<String, Integer> visits = new TreeMap<>();
    for (int i = 0; i < 1500; i++) {
      String url = "/" + random.nextInt(20);
      String record = "u" + i + ",2024-03-01 10:30:00," + url + ",0.1";
      records.add(record);
      records.add(record);
      visits.merge(url, 1, Integer::sum);
    }
    Collections.shuffle(records, random);
    MessageStream stream = new MessageStream(VISITS, LINES, Duration.ofHours(2));
    for (int i = 0; i < records.size(); i += 60) {
      stream.message("shard-" + random.nextInt(3), String.join("\n", records.subList(i, i + 60)));
      if (i % 600 == 0) {
        stream.wait(Duration.ofMinutes(1));
      }
    }
    CountedRecords reports =
        pipeline
            .apply("Messages", stream.end())
            .apply(
                "CountRecords",
                CountRecords.of(VISITS, LINES)
                    .withWindows(HOURLY)
                    .withPartitions(partitions)
                    .withDeduplication());
    PAssert.that(reports.getResults())
        .satisfies(
            all -> {
              Map<String, Integer> found = new TreeMap<>();
              for (WindowResult report : all) {
                if (report.isFinal()) {
                  for (String row : report.lines(VISITS, 0)) {
                    found.put(row.split(",", -1)[0], Integer.valueOf(row.split(",", -1)[1]));
                  }
                  assertThat(report.total().ok, is(1500L));
                  assertThat(report.total().duplicate, is(1500L));
                }
              }
              assertThat(found, is(visits));
              return null;
            });
    PAssert.that(reports.getRejects()).empty();
    pipeline.run();
  }
}
