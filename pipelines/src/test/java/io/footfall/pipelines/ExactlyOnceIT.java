package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.FaultyProxy;
import io.footfall.testing.process.FlinkCluster;
import io.footfall.testing.process.KafkaBroker;
import io.footfall.testing.process.KinesisServer;
import io.footfall.testing.process.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream of 200,000 records through a real cluster whose processes are killed, with a stream that
 * is resharded, unavailable servers, and a job that is stopped, changed and restarted: no record is
 * lost, none counts twice.
 */
class ExactlyOnceIT {
  private static final int RECORDS = 200_000;
  private static final Duration AWAY = Duration.ofSeconds(15);
  private static final Duration MOST = Duration.ofMinutes(10);

  @TempDir Path temp;

  private VisitStream stream = new VisitStream();

  private WindowFolder output() {
    return new WindowFolder(temp.resolve("out"));
  }

  private WrittenLake lake() {
    return new WrittenLake(temp.resolve("lake"));
  }

  private KeptSource source() {
    return new KeptSource(temp.resolve("backup"));
  }

  private String backup() {
    return "--backup=" + source().folder();
  }

  private static String sink(PostgresServer postgres) {
    return "--sink=" + postgres.url() + "?user=" + PostgresServer.USER;
  }

  /** What was kept is what was sent, each message once. */
  private void assertSourceIsAllOf(List<Sent> all, Function<Sent, String> message)
      throws Exception {
    List<String> sent = all.stream().map(message).sorted().toList();
    assertThat("what is kept is what was sent", source().lines().equals(sent), is(true));
  }

  /** Waits until the reports contain more records than before. */
  private void awaitMoreThan(long before, FlinkCluster cluster) throws Exception {
    Await.until("more is read than " + before, MOST, () -> output().read() > before, cluster::logs);
  }

  private String submit(FlinkJobs jobs, String from, int parallelism, String... more)
      throws Exception {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--allowedLateness=1h",
                "--outOfOrderness=10m",
                "--updateEvery=1s",
                "--output=" + output().path(),
                "--lake=" + lake().folder(),
                "--lakeEvery=3s"));
    options.addAll(Arrays.asList(more));
    return jobs.submitVisits(from, parallelism, options);
  }

  private static void awaitMetrics(FlinkJobs jobs, String job) throws Exception {
    Await.until(
        "the metrics are reported",
        MOST,
        () ->
            jobs.metrics(job, "FoldRecords")
                .containsAll(
                    Set.of("records_read", "records_ok", "records_rejected_invalid_number")),
        jobs.cluster()::logs);
  }

  @Test
  void countsKafkaRecordsOnceAcrossKillsStopsAndChanges() throws Exception {
    stream = VisitStream.deduplicating();
    List<Sent> all = VisitStream.withRepeats(VisitStream.records(RECORDS, 3), 5);
    try (KafkaBroker broker = KafkaBroker.start(temp.resolve("kafka"));
        PostgresServer postgres = PostgresServer.start(temp.resolve("postgres"));
        FlinkCluster cluster =
            FlinkCluster.start(
                temp.resolve("flink"),
                1,
                Map.of(),
                Map.of("PGPASSWORD", PostgresServer.PASSWORD))) {
      FlinkJobs jobs = new FlinkJobs(cluster);
      VisitTopic topic = VisitTopic.create(broker, "visits", 3);
      String[] always = {
        "--input=" + topic.url(),
        "--columns=user_id,timestamp,url,page_view_duration",
        "--deduplicate",
        backup()
      };

      topic.send(all.subList(0, 30_000), stream);
      String job = submit(jobs, "", 2, always);
      awaitMoreThan(0, cluster);
      awaitMetrics(jobs, job);

      for (int kill = 0; kill < 2; kill++) {
        cluster.killTaskManager(kill);
        topic.send(all.subList(30_000 + 30_000 * kill, 60_000 + 30_000 * kill), stream);
        cluster.addTaskManager();
        awaitMoreThan(30_000 + 30_000L * kill, cluster);
      }

      jobs.awaitCheckpoint(job);
      cluster.killJobManager();
      // Not one from before: what the newest one has released to the outside would be there twice.
      Path checkpoint = cluster.newestCheckpoint(job);
      topic = topic.grownTo(4);
      topic.send(all.subList(90_000, 120_000), stream);
      cluster.restartJobManager();
      cluster.awaitTaskManagers(1);
      job = submit(jobs, checkpoint.toUri().toString(), 2, always);
      awaitMoreThan(90_000, cluster);

      String[] withTables = Arrays.copyOf(always, always.length + 1);
      withTables[always.length] = sink(postgres);
      String savepoint = jobs.stop(job);
      topic.send(all.subList(120_000, 160_000), stream);
      job = submit(jobs, savepoint, 2, withTables);
      awaitMoreThan(120_000, cluster);

      broker.kill();
      long gone = System.nanoTime();
      Await.until(
          "Kafka was away for longer than between two looks at its partitions",
          MOST,
          () -> Duration.ofNanos(System.nanoTime() - gone).compareTo(AWAY) > 0);
      broker.restart();
      topic.send(all.subList(160_000, 170_000), stream);
      awaitMoreThan(160_000, cluster);

      savepoint = jobs.stop(job);
      topic.send(all.subList(170_000, RECORDS), stream);
      job = submit(jobs, savepoint, 1, withTables);
      Await.until("all is read", MOST, () -> output().read() == RECORDS, cluster::logs);
      jobs.stopAfterAllWindows(job);

      assertThat(stream.late().size(), greaterThan(1000));
      assertThat(stream.duplicates(), greaterThan(5000));
      output().assertIsAllOf(stream, topic.url() + "/", Sent::csv);
      lake().assertIsAllOf(stream);
      assertSourceIsAllOf(all, Sent::csv);
      assertPostgres(postgres);
    }
  }

  /** The tables came in the middle: they have every window that was open then or later. */
  private void assertPostgres(PostgresServer postgres) throws Exception {
    Map<String, List<String>> found = WrittenWindows.rows(postgres);
    Map<String, List<String>> expected = stream.rows();
    expected.keySet().retainAll(found.keySet());
    assertThat(found, is(expected));
    assertThat("windows in the tables", found.size(), greaterThan(3));
  }

  /** What is kept from a savepoint on: all that came after it, and nothing twice. */
  private void assertSourceHas(List<Sent> later, List<Sent> all, Function<Sent, String> message)
      throws Exception {
    Map<String, Integer> times = new HashMap<>();
    all.forEach(sent -> times.merge(message.apply(sent), 1, Integer::sum));
    List<String> kept = source().lines();
    for (String line : kept) {
      assertThat(line, times.merge(line, -1, Integer::sum), greaterThanOrEqualTo(0));
    }
    assertThat(
        "what came later is kept",
        new HashSet<>(kept).containsAll(later.stream().map(message).toList()),
        is(true));
  }

  @Test
  void countsKinesisRecordsOnceAcrossSplitsAndMerges() throws Exception {
    List<Sent> all = VisitStream.records(RECORDS, 4);
    try (KinesisServer kinesis = KinesisServer.start(temp.resolve("kinesis"));
        FaultyProxy network = FaultyProxy.before(kinesis.endpoint());
        PostgresServer postgres = PostgresServer.start(temp.resolve("postgres"))) {
      Map<String, String> environment = new HashMap<>(kinesis.environment());
      environment.put("PGPASSWORD", PostgresServer.PASSWORD);
      try (FlinkCluster cluster =
          FlinkCluster.start(temp.resolve("flink"), 1, Map.of(), environment)) {
        FlinkJobs jobs = new FlinkJobs(cluster);
        VisitShards shards = VisitShards.create(kinesis, "visits", 4);
        String input = "--input=" + shards.url();
        String endpoint = "--endpoint=" + network.endpoint();

        shards.send(all.subList(0, 40_000), stream);
        String job = submit(jobs, "", 2, input, endpoint, sink(postgres));
        awaitMoreThan(0, cluster);

        kinesis.splitShard("visits", 3);
        for (int kill = 0; kill < 2; kill++) {
          cluster.killTaskManager(kill);
          shards.send(all.subList(40_000 + 40_000 * kill, 80_000 + 40_000 * kill), stream);
          cluster.addTaskManager();
          awaitMoreThan(40_000 + 40_000L * kill, cluster);
        }

        jobs.awaitCheckpoint(job);
        cluster.killJobManager();
        Path checkpoint = cluster.newestCheckpoint(job);
        kinesis.mergeShards("visits", 0, 1);
        shards.send(all.subList(120_000, 150_000), stream);
        cluster.restartJobManager();
        cluster.awaitTaskManagers(1);
        job = submit(jobs, checkpoint.toUri().toString(), 2, input, endpoint, sink(postgres));
        awaitMoreThan(120_000, cluster);

        postgres.goDown();
        shards.send(all.subList(150_000, 165_000), stream);
        jobs.awaitRestart(job);
        network.goDown();
        postgres.comeUp();
        Await.until("Kinesis is away", MOST, () -> network.turnedAway() > 5, cluster::logs);
        network.comeUp();
        awaitMoreThan(150_000, cluster);

        String savepoint = jobs.stop(job);
        List<Sent> later = all.subList(165_000, RECORDS);
        shards.send(later, stream);
        job = submit(jobs, savepoint, 1, input, endpoint, sink(postgres), backup());
        Await.until("all is read", MOST, () -> output().read() == RECORDS, cluster::logs);
        jobs.stopAfterAllWindows(job);

        assertThat(stream.late().size(), greaterThan(1000));
        output().assertIsAllOf(stream, shards.url() + "/", Sent::json);
        lake().assertIsAllOf(stream);
        assertThat(WrittenWindows.rows(postgres), is(stream.rows()));
        assertSourceHas(later, all, Sent::json);
      }
    }
  }
}
