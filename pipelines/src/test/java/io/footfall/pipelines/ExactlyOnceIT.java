package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.FlinkCluster;
import io.footfall.testing.process.KafkaBroker;
import io.footfall.testing.process.KinesisServer;
import io.footfall.testing.process.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream of 200,000 records through a real cluster of which everything is killed, and a job that
 * is stopped, changed and started again: no record is lost, none counts twice.
 */
class ExactlyOnceIT {
  private static final int RECORDS = 200_000;
  private static final Duration MOST = Duration.ofMinutes(3);

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

  /** What was kept is what was sent, each message once. */
  private void assertSourceIsAllOf(List<Sent> all, Function<Sent, String> message)
      throws Exception {
    List<String> sent = all.stream().map(message).sorted().toList();
    assertThat("what is kept is what was sent", source().lines().equals(sent), is(true));
  }

  /** Until the reports tell of more records than there were before. */
  private void awaitMoreThan(long before, FlinkCluster cluster) throws Exception {
    Await.until("more is read than " + before, MOST, () -> output().read() > before, cluster::logs);
  }

  private String submit(FlinkJobs jobs, String from, int parallelism, String... more)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "visits",
                "--runner=FlinkRunner",
                "--parallelism=" + parallelism,
                "--checkpointingInterval=1000",
                "--allowedLateness=1h",
                "--outOfOrderness=10m",
                // Whatever this machine is busy with: no silence here means that the time of 2024
                // is over.
                "--idleAfter=30m",
                "--updateEvery=1s",
                "--output=" + output().path(),
                "--backup=" + source().folder(),
                "--lake=" + lake().folder(),
                "--lakeEvery=3s"));
    arguments.addAll(Arrays.asList(more));
    String job = jobs.submit(from, arguments);
    jobs.awaitCheckpoints(job, 1);
    return job;
  }

  private static void awaitMetrics(FlinkJobs jobs, String job) throws Exception {
    Await.until(
        "the metrics are told",
        MOST,
        () ->
            jobs.metrics(job, "ParseJudgeFold")
                .containsAll(
                    Set.of("records_read", "records_ok", "records_rejected_invalid_number")),
        jobs.cluster()::logs);
  }

  @Test
  void nothingIsLostAndNothingCountsTwiceWhateverIsKilledStoppedAndChanged() throws Exception {
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
      String input = "--input=" + topic.url();
      String columns = "--columns=user_id,timestamp,url,page_view_duration";
      String once = "--deduplicate";

      topic.send(all.subList(0, 30_000), stream);
      String job = submit(jobs, "", 2, input, columns, once);
      awaitMoreThan(0, cluster);
      awaitMetrics(jobs, job);

      for (int kill = 0; kill < 2; kill++) {
        cluster.killTaskManager(kill);
        topic.send(all.subList(30_000 + 30_000 * kill, 60_000 + 30_000 * kill), stream);
        cluster.addTaskManager();
        awaitMoreThan(30_000 + 30_000L * kill, cluster);
      }

      jobs.awaitCheckpoints(job, 2);
      cluster.killJobManager();
      // Not one from before: what the newest one has released to the outside would be there twice.
      Path checkpoint = cluster.newestCheckpoint(job);
      topic.send(all.subList(90_000, 120_000), stream);
      cluster.restartJobManager();
      cluster.awaitTaskManagers(1);
      job = submit(jobs, checkpoint.toUri().toString(), 2, input, columns, once);
      awaitMoreThan(90_000, cluster);

      String sink = "--sink=" + postgres.url() + "?user=" + PostgresServer.USER;
      String savepoint = jobs.stop(job);
      topic.send(all.subList(120_000, 160_000), stream);
      job = submit(jobs, savepoint, 2, input, columns, once, sink);
      awaitMoreThan(120_000, cluster);

      savepoint = jobs.stop(job);
      topic.send(all.subList(160_000, RECORDS), stream);
      job = submit(jobs, savepoint, 1, input, columns, once, sink);
      Await.until("all is read", MOST, () -> output().read() == RECORDS, cluster::logs);
      jobs.stop(job, "--drain");

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

  @Test
  void ofKinesisToo() throws Exception {
    List<Sent> all = VisitStream.records(RECORDS, 4);
    try (KinesisServer kinesis = KinesisServer.start(temp.resolve("kinesis"));
        FlinkCluster cluster =
            FlinkCluster.start(temp.resolve("flink"), 1, Map.of(), kinesis.environment())) {
      FlinkJobs jobs = new FlinkJobs(cluster);
      VisitShards shards = VisitShards.create(kinesis, "visits", 4);
      String input = "--input=" + shards.url();
      String endpoint = "--endpoint=" + kinesis.endpoint();

      shards.send(all.subList(0, 40_000), stream);
      String job = submit(jobs, "", 2, input, endpoint);
      awaitMoreThan(0, cluster);

      for (int kill = 0; kill < 2; kill++) {
        cluster.killTaskManager(kill);
        shards.send(all.subList(40_000 + 40_000 * kill, 80_000 + 40_000 * kill), stream);
        cluster.addTaskManager();
        awaitMoreThan(40_000 + 40_000L * kill, cluster);
      }

      jobs.awaitCheckpoints(job, 2);
      cluster.killJobManager();
      Path checkpoint = cluster.newestCheckpoint(job);
      shards.send(all.subList(120_000, 150_000), stream);
      cluster.restartJobManager();
      cluster.awaitTaskManagers(1);
      job = submit(jobs, checkpoint.toUri().toString(), 2, input, endpoint);
      awaitMoreThan(120_000, cluster);

      String savepoint = jobs.stop(job);
      shards.send(all.subList(150_000, RECORDS), stream);
      job = submit(jobs, savepoint, 1, input, endpoint);
      Await.until("all is read", MOST, () -> output().read() == RECORDS, cluster::logs);
      jobs.stop(job, "--drain");

      assertThat(stream.late().size(), greaterThan(1000));
      output().assertIsAllOf(stream, shards.url() + "/", Sent::json);
      lake().assertIsAllOf(stream);
      assertSourceIsAllOf(all, Sent::json);
    }
  }
}
