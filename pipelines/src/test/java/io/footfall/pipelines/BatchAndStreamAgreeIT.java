package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.footfall.dataset.Dataset;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.records.ReadSettings;
import io.footfall.report.ReportTarget;
import io.footfall.report.WindowResult;
import io.footfall.report.WindowState;
import io.footfall.report.WrittenWindow;
import io.footfall.source.InputFiles;
import io.footfall.testing.process.KafkaBroker;
import io.footfall.transforms.count.CommitReport;
import io.footfall.transforms.count.CountRecords;
import io.footfall.transforms.count.EventTimeWindows;
import io.footfall.transforms.count.MessageStream;
import io.footfall.transforms.read.ReadRecords;
import io.footfall.visits.VisitsDataset;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same records, as files, as a stream in a test's own time that comes shuffled and late, and
 * from end to end through Kafka, the packaged program and Flink: every aggregate of every window is
 * the same to the byte. Clocks are put forward within the records: one of the days has 23 hours.
 */
class BatchAndStreamAgreeIT {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final LocalDateTime START = LocalDateTime.parse("2024-03-30T20:00:00");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final long SIX_HOURS = 6 * 3600;
  private static final int RECORDS_PER_MESSAGE = 50;
  private static final Duration LATENESS = Duration.ofDays(3);
  private static final Duration OUT_OF_ORDERNESS = Duration.ofMinutes(1);

  @TempDir static Path shared;
  private static KafkaBroker broker;

  @TempDir Path temp;

  @BeforeAll
  static void start() throws Exception {
    broker = KafkaBroker.start(shared.resolve("kafka"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /** What a window says: the lines of its tables and of its summary. */
  private record Lines(List<List<String>> tables, List<String> summary) implements Serializable {}

  /** Records of 35 hours, shuffled; with {@code repeats}, about a fifth of them are there twice. */
  private static List<Sent> records(String name, boolean repeats) {
    Random random = new Random(5);
    List<Sent> records = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      LocalDateTime time = START.plusSeconds(random.nextInt(36 * 3600));
      if (time.isAfter(LocalDateTime.parse("2024-03-31T01:59:59"))
          && time.isBefore(LocalDateTime.parse("2024-03-31T03:00:00"))) {
        continue; // There is no such time in Berlin.
      }
      String json =
          name.equals("visits")
              ? "{\"user_id\":\"u%d\",\"timestamp\":\"%s\",\"url\":\"/ü/%d\",\"page_view_duration\":%d.%d}"
                  .formatted(
                      random.nextInt(300),
                      TIME.format(time),
                      random.nextInt(40),
                      random.nextInt(90),
                      i % 10)
              : ("{\"transaction_id\":\"t%d\",\"customer_id\":\"c%d\",\"timestamp\":\"%s\","
                      + "\"product_price\":%d.%02d,\"quantity\":%d}")
                  .formatted(
                      i,
                      random.nextInt(30),
                      TIME.format(time),
                      random.nextInt(90),
                      i % 100,
                      random.nextInt(5));
      Sent sent = new Sent(time.atZone(BERLIN).toInstant(), json);
      records.add(sent);
      if (repeats && i % 5 == 0) {
        records.add(sent);
      }
    }
    Collections.shuffle(records, random);
    return records;
  }

  private record Sent(Instant time, String json) {
    Instant window(String name) {
      return name.equals("visits")
          ? Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), SIX_HOURS) * SIX_HOURS)
          : time.atZone(BERLIN).toLocalDate().atStartOfDay(BERLIN).toInstant();
    }
  }

  @ParameterizedTest(name = "{0}, repeats counted once: {1}")
  @CsvSource({"visits,false", "visits,true", "purchases,false", "purchases,true"})
  void windowsAgreeInBatchTestStreamAndEndToEnd(String name, boolean deduplicate) throws Exception {
    List<Sent> records = records(name, deduplicate);
    Dataset<?> dataset =
        name.equals("visits") ? new VisitsDataset(BERLIN) : new PurchasesDataset(BERLIN);
    Map<Instant, Lines> batch = batch(name, dataset, records, deduplicate);
    assertThat(batch.size(), is(name.equals("visits") ? 6 : 3));
    assertTestStream(name, dataset, records, deduplicate, batch);
    assertThat(endToEnd(name, dataset, records, deduplicate), is(batch));
  }

  private Map<Instant, Lines> batch(
      String name, Dataset<?> dataset, List<Sent> records, boolean deduplicate) throws Exception {
    Map<Instant, StringBuilder> byWindow = new TreeMap<>();
    records.forEach(
        sent ->
            byWindow
                .computeIfAbsent(sent.window(name), w -> new StringBuilder())
                .append(sent.json())
                .append('\n'));
    Map<Instant, Lines> windows = new TreeMap<>();
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(true);
    for (Map.Entry<Instant, StringBuilder> window : byWindow.entrySet()) {
      String folder = "batch-" + window.getKey().toEpochMilli();
      Path file = temp.resolve(folder + ".json");
      Files.writeString(file, window.getValue());
      CountRecords count =
          CountRecords.of(dataset, ReadSettings.defaults())
              .withTarget(ReportTarget.in(temp.resolve(folder).toString()));
      pipeline
          .apply("Read " + folder, ReadRecords.fromFiles(InputFiles.list(List.of(file.toString()))))
          .apply("Count " + folder, deduplicate ? count.withDeduplication() : count)
          .apply("Commit " + folder, CommitReport.atOnce());
    }
    pipeline.run().waitUntilFinish();
    for (Instant window : byWindow.keySet()) {
      Path report = temp.resolve("batch-" + window.toEpochMilli());
      List<List<String>> tables = new ArrayList<>();
      for (var table : dataset.tables()) {
        tables.add(withoutHeader(Files.readAllBytes(report.resolve(table.name() + ".csv"))));
      }
      List<String> summary =
          dataset.summary().isEmpty()
              ? List.of()
              : withoutHeader(
                  Files.readAllBytes(report.resolve(dataset.summary().get().fileName())));
      windows.put(window, new Lines(tables, summary));
    }
    return windows;
  }

  private static List<String> withoutHeader(byte[] csv) {
    List<String> rows = WrittenWindow.rows(csv);
    return rows.isEmpty() ? List.of() : List.copyOf(rows.subList(1, rows.size()));
  }

  private static void assertTestStream(
      String name,
      Dataset<?> dataset,
      List<Sent> records,
      boolean deduplicate,
      Map<Instant, Lines> batch) {
    ReadSettings json = ReadSettings.defaults().withEncoding(ReadSettings.Encoding.JSON);
    MessageStream stream = new MessageStream(dataset, json, OUT_OF_ORDERNESS);
    List<String> lines = records.stream().map(Sent::json).toList();
    for (int i = 0; i < lines.size(); i += RECORDS_PER_MESSAGE) {
      List<String> some = lines.subList(i, Math.min(i + RECORDS_PER_MESSAGE, lines.size()));
      stream.message("shard-" + i % 4, String.join("\n", some));
      stream.wait(Duration.ofSeconds(20));
    }
    EventTimeWindows windows =
        name.equals("visits")
            ? EventTimeWindows.fixed(Duration.ofSeconds(SIX_HOURS))
            : EventTimeWindows.days(BERLIN);
    CountRecords summarize =
        CountRecords.of(dataset, json)
            .withWindows(
                windows.withAllowedLateness(LATENESS).withUpdateEvery(Duration.ofSeconds(30)));
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(true);
    var reports =
        pipeline
            .apply("Messages", stream.end())
            .apply("Summarize", deduplicate ? summarize.withDeduplication() : summarize);
    Map<Instant, Lines> expected = new HashMap<>(batch);
    PAssert.that(reports.getResults())
        .satisfies(
            all -> {
              Map<Instant, Lines> found = new HashMap<>();
              long mostPanes = 0;
              for (WindowResult report : all) {
                mostPanes = Math.max(mostPanes, report.pane());
                if (report.isFinal()) {
                  found.put(
                      report.start(),
                      new Lines(
                          IntStream.range(0, dataset.tables().size())
                              .mapToObj(table -> report.lines(dataset, table))
                              .toList(),
                          withoutHeader(report.summary())));
                }
              }
              assertThat(found, is(expected));
              assertThat("late panes", mostPanes, greaterThan(3L));
              return null;
            });
    PAssert.that(reports.getRejects()).empty();
    pipeline.run();
  }

  private Map<Instant, Lines> endToEnd(
      String name, Dataset<?> dataset, List<Sent> records, boolean deduplicate) throws Exception {
    String topic = name + deduplicate;
    broker.createTopic(topic, 1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<?>> sending = new ArrayList<>();
      for (Sent sent : records) {
        sending.add(
            producer.send(
                new ProducerRecord<>(topic, sent.json().getBytes(StandardCharsets.UTF_8))));
      }
      for (Future<?> sent : sending) {
        sent.get();
      }
    }
    Path output = temp.resolve("stream");
    FootfallProcess.launcher(temp)
        .runWell(
            name,
            "--input=" + broker.uri(topic),
            "--zone=" + BERLIN,
            "--window=" + (name.equals("visits") ? "6h" : "day"),
            "--deduplicate=" + deduplicate,
            "--allowedLateness=3d",
            "--outOfOrderness=1m",
            "--updateEvery=1s",
            "--stopAfterIdle=3s",
            "--output=" + output);
    Map<Instant, Lines> windows = new TreeMap<>();
    for (WindowState state : WindowState.in(output.toString())) {
      assertThat(state.folder(), state.isFinal(), is(true));
      WrittenWindow window = WrittenWindow.read(output.toString(), state, dataset);
      windows.put(
          Instant.ofEpochMilli(state.startMillis()), new Lines(window.tables(), window.summary()));
    }
    return windows;
  }
}
