package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.report.OwnedDirectory;
import io.footfall.report.StreamOwner;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.KafkaBroker;
import io.footfall.testing.process.KinesisServer;
import io.footfall.testing.process.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams from end to end: real servers, the packaged program, answers worked out by the test. */
class StreamIT {
  private static final int RECORDS = 20_000;

  @TempDir Path temp;

  @Test
  void windowsOfAKafkaTopicAreExactInFilesAndInPostgresAndEveryRecordIsAccountedFor()
      throws Exception {
    VisitStream stream = new VisitStream();
    try (KafkaBroker broker = KafkaBroker.start(temp.resolve("kafka"));
        PostgresServer postgres = PostgresServer.start(temp.resolve("postgres"))) {
      VisitTopic topic = VisitTopic.create(broker, "visits", 3);
      topic.send(VisitStream.records(RECORDS, 1), stream);
      assertThat(stream.late().size(), greaterThan(50));
      List<String> run =
          List.of(
              "visits",
              "--input=" + topic.url(),
              "--columns=user_id,timestamp,url,page_view_duration",
              "--window=1h",
              "--allowedLateness=1h",
              "--outOfOrderness=10m",
              "--updateEvery=2s",
              "--stopAfterIdle=5s",
              "--sink=" + postgres.url() + "?user=" + PostgresServer.USER);
      run(
              run,
              "--output=" + temp.resolve("out"),
              "--lake=" + temp.resolve("lake"),
              "--lakeEvery=2s")
          .assertOut(stream.accounting());
      new WrittenLake(temp.resolve("lake")).assertIsAllOf(stream);
      new WindowFolder(temp.resolve("out")).assertIsAllOf(stream, topic.url() + "/", Sent::csv);
      assertReconciled(stream);
      assertThat(WrittenWindows.rows(postgres), is(stream.rows()));
      assertThat(
          postgres.rows(
              "SELECT sum(read), sum(ok), sum(rejected), sum(late), bool_and(final) FROM"
                  + " visits_windows"),
          is(
              List.of(
                  String.join(
                      "|",
                      Integer.toString(RECORDS),
                      Integer.toString(stream.good()),
                      Integer.toString(stream.bad().size()),
                      Integer.toString(stream.late().size()),
                      "t"))));
      assertThat(
          postgres.rows("SELECT sum(read) FROM visits_accounting"),
          is(List.of(Integer.toString(RECORDS))));
      // From the beginning once more, into the same tables: they say the same.
      run(run, "--rejects=" + temp.resolve("again"))
          .assertOut(stream.accounting() + " (total of all windows in jdbc:");
      assertThat(WrittenWindows.rows(postgres), is(stream.rows()));
      assertReplayed(stream, postgres);
    }
  }

  private FootfallProcess.Ended run(List<String> arguments, String... more) throws Exception {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(Arrays.asList(more));
    return FootfallProcess.launcher(temp)
        .through("env", "PGPASSWORD=" + PostgresServer.PASSWORD)
        .runWell(all.toArray(String[]::new));
  }

  /** What was late comes into its windows: into the files, and into the tables even later. */
  private void assertReplayed(VisitStream stream, PostgresServer postgres) throws Exception {
    String[] replay = {
      "replay",
      "--rejects=" + temp.resolve("out/rejects"),
      "--dataset=visits",
      "--lake=" + temp.resolve("lake"),
      "--streamOutput=" + temp.resolve("out"),
      "--sink=" + postgres.url() + "?user=" + PostgresServer.USER
    };
    // Without the last option it is as if it had ended between the files and the database.
    FootfallProcess.Ended files = FootfallCall.runWell(Arrays.copyOf(replay, replay.length - 1));
    stream.lateAreReplayed();
    files.assertOut(
        String.format(Locale.ROOT, "recomputed with %,d replayed records", stream.late().size()));
    assertThat(
        withoutZeros(WrittenWindows.rows(temp.resolve("out"))), is(withoutZeros(stream.rows())));
    FootfallCall.runWithPassword(replay).assertStatus(0).assertOut("0 windows of");
    assertThat(withoutZeros(WrittenWindows.rows(postgres)), is(withoutZeros(stream.rows())));
    int late = stream.late().size();
    String counts =
        String.join(
            "|",
            Integer.toString(RECORDS + late),
            Integer.toString(stream.good() + late),
            Integer.toString(late),
            Integer.toString(late));
    assertThat(
        postgres.rows(
            "SELECT sum(read), sum(ok), sum(late), sum(CASE WHEN source LIKE 'replay-%' THEN ok"
                + " ELSE 0 END) FROM visits_accounting"),
        is(List.of(counts)));
    assertThat(
        FootfallCall.runWithPassword(replay).assertStatus(0).out(),
        containsString("0 windows written to"));
    // The files have one record that was never sent, and the same late ones as the windows.
    FootfallCall.run(
            "reconcile",
            "--streamOutput=" + temp.resolve("out"),
            "--input=" + temp.resolve("sent.csv"))
        .assertOut("/never/sent")
        .assertOut(" 0 of them late in the stream");
  }

  /** The lake does not keep the zeros at the end of decimals. */
  private static Map<String, List<String>> withoutZeros(Map<String, List<String>> windows) {
    Map<String, List<String>> without = new TreeMap<>();
    windows.forEach(
        (window, rows) ->
            without.put(
                window, rows.stream().map(row -> row.replaceFirst("\\.0$", "")).sorted().toList()));
    return without;
  }

  /** What was sent, as a file: reconcile finds it equal; and different with one record more. */
  private void assertReconciled(VisitStream stream) throws Exception {
    StringBuilder csv = new StringBuilder("user_id,timestamp,url,page_view_duration\n");
    VisitStream.records(RECORDS, 1).forEach(sent -> csv.append(sent.csv()).append('\n'));
    Path file = Files.writeString(temp.resolve("sent.csv"), csv);
    String output = "--streamOutput=" + temp.resolve("out");
    FootfallCall.runWell("reconcile", output, "--input=" + file)
        .assertOut("no difference")
        .assertOut(stream.late().size() + " of them late");
    Files.writeString(file, csv + "someone,2024-03-01T03:00:00,/never/sent,1\n");
    FootfallCall.run("reconcile", output, "--input=" + file)
        .assertStatus(1)
        .assertOut("urls.csv: only in the files: /never/sent,1,");
  }

  @Test
  void emitsResultsWithoutFurtherRecordsReadsNewPartitionsAndEndsWhenReplaced() throws Exception {
    VisitStream stream = new VisitStream();
    try (KafkaBroker broker = KafkaBroker.start(temp.resolve("kafka"))) {
      VisitTopic topic = VisitTopic.create(broker, "visits", 1);
      topic.send(VisitStream.records(100, 1), stream);
      WindowFolder output = new WindowFolder(temp.resolve("out"));
      FootfallProcess.Started running =
          FootfallProcess.launcher(temp)
              .start(
                  "visits",
                  "--input=" + topic.url(),
                  "--columns=user_id,timestamp,url,page_view_duration",
                  // Nothing but a checkpoint ends a bundle, and nothing but records moves the
                  // watermark.
                  "--maxBundleTimeMills=3600000",
                  "--checkpointingInterval=500",
                  "--idleAfter=1h",
                  "--updateEvery=500ms",
                  "--lake=" + temp.resolve("lake"),
                  "--output=" + output.path());
      try {
        Await.until(
            "all records are reported",
            Duration.ofMinutes(10),
            () -> output.read() == 100,
            () -> "the program runs: " + running.process().isAlive());
        topic.grownTo(2).send(VisitStream.records(100, 2), stream);
        Await.until(
            "records of the new partition are reported",
            Duration.ofMinutes(10),
            () -> output.read() == 200,
            () -> "the program runs: " + running.process().isAlive());
        OwnedDirectory.ofReports(output.path().toString())
            .claim(new StreamOwner("another", Map.of(), Instant.EPOCH), "--output", true, false);
        Await.until(
            "it ends at one of its next writes",
            Duration.ofMinutes(10),
            () -> {
              topic.send(VisitStream.records(10, 3), stream);
              return !running.process().isAlive();
            });
        FootfallProcess.Ended ended = running.ended().assertStatus(74);
        assertThat(
            ended.err(),
            allOf(
                containsString(
                    "footfall: Run another, started at 1970-01-01T00:00:00Z, has taken over "
                        + output.path()),
                not(containsString("restart"))));
        try (Stream<Path> claims = Files.list(temp.resolve("lake/visits/_streams"))) {
          Path ofLake = claims.filter(file -> file.toString().endsWith(".alive")).findAny().get();
          assertThat(Files.readString(ofLake), containsString("\"ended\":true"));
        }
      } finally {
        running.process().destroy();
      }
    }
  }

  @Test
  void windowOfManyMegabytesIsCheckpointedWhereFlinkRunsInTheProgram() throws Exception {
    int megabytes = 12;
    try (KafkaBroker broker = KafkaBroker.start(temp.resolve("kafka"))) {
      broker.createTopic("long", 1);
      Random random = new Random(1);
      byte[] url = new byte[1 << 10];
      List<Future<?>> sending = new ArrayList<>();
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", broker.bootstrapServers()),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        for (int i = 0; i < megabytes << 10; i++) {
          random.nextBytes(url);
          String line =
              "u,2024-03-01 10:00:00," + Base64.getUrlEncoder().encodeToString(url) + ",1";
          sending.add(
              producer.send(new ProducerRecord<>("long", line.getBytes(StandardCharsets.UTF_8))));
        }
        for (Future<?> sent : sending) {
          sent.get();
        }
      }
      FootfallProcess.launcher(temp)
          .runWell(
              "visits",
              "--input=" + broker.uri("long"),
              "--columns=user_id,timestamp,url,page_view_duration",
              "--checkpointingInterval=500",
              "--stopAfterIdle=5s",
              "--output=" + temp.resolve("out"))
          .assertOut("read 12,288 = ok 12,288 ");
    }
  }

  @Test
  void windowsOfAKinesisStreamAreExact() throws Exception {
    VisitStream stream = new VisitStream();
    try (KinesisServer server = KinesisServer.start(temp.resolve("kinesis"))) {
      VisitShards shards = VisitShards.create(server, "clicks", 2);
      shards.send(VisitStream.records(2_000, 2), stream);
      List<String> environment =
          new ArrayList<>(List.of("env", "-u", "AWS_REGION", "-u", "AWS_PROFILE"));
      Map<String, String> withoutRegion = new TreeMap<>(server.environment());
      withoutRegion.remove("AWS_REGION");
      withoutRegion.forEach((name, value) -> environment.add(name + "=" + value));
      FootfallProcess.launcher(temp)
          .withJavaOptions("-Daws.cborEnabled=false")
          .through(environment.toArray(new String[0]))
          .runWell(
              "visits",
              "--input=" + shards.url(),
              "--endpoint=" + server.endpoint(),
              "--awsRegion=" + KinesisServer.REGION,
              "--allowedLateness=1h",
              "--outOfOrderness=10m",
              "--stopAfterIdle=20s",
              "--output=" + temp.resolve("out"))
          .assertOut(stream.accounting());
      new WindowFolder(temp.resolve("out"))
          .assertIsAllOf(stream, "kinesis://clicks/shardId-00000000000", Sent::json);
    }
  }
}
