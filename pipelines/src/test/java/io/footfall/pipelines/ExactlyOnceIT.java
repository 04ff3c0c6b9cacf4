package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.pipelines.WrittenWindows.WrittenReject;
import io.footfall.report.WindowReportFiles;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.FlinkCluster;
import io.footfall.testing.process.KafkaBroker;
import io.footfall.testing.process.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream of 200,000 records through a real cluster of which everything is killed once, and a job
 * that is stopped, changed and started again: no record is lost, none counts twice.
 */
class ExactlyOnceIT {
  private static final int RECORDS = 200_000;
  private static final int PARTITIONS = 3;
  private static final Duration MOST = Duration.ofMinutes(3);
  private static final Pattern JOB = Pattern.compile("JobID ([0-9a-f]{32})");
  private static final Pattern SAVEPOINT = Pattern.compile("Path: (file:\\S+)");

  @TempDir Path temp;

  private final VisitStream stream = new VisitStream();
  private int sent;

  private Path output() {
    return temp.resolve("out");
  }

  private void send(KafkaBroker broker, List<Sent> all, int upTo) throws Exception {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrapServers());
    settings.put("acks", "all");
    settings.put("linger.ms", 20);
    List<Future<?>> sending = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (; sent < upTo; sent++) {
        Sent record = all.get(sent);
        int partition = Math.floorMod(record.user().hashCode(), PARTITIONS);
        byte[] message = record.csv().getBytes(StandardCharsets.UTF_8);
        sending.add(producer.send(new ProducerRecord<>("visits", partition, null, message)));
        stream.came(Integer.toString(partition), record);
      }
      for (Future<?> future : sending) {
        future.get();
      }
    }
  }

  private long read() throws Exception {
    return WindowReportFiles.total(output().toString()).read;
  }

  /** Until the reports tell of more records than there were before. */
  private void awaitMoreThan(long before, FlinkCluster cluster) throws Exception {
    Await.until("more is read than " + before, MOST, () -> read() > before, cluster::logs);
  }

  private String submit(FlinkCluster cluster, String from, int parallelism, String... more)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("run", "-d"));
    if (!from.isEmpty()) {
      command.addAll(List.of("-s", from));
    }
    command.addAll(
        List.of(
            System.getProperty("footfall.jar"),
            "visits",
            "--runner=FlinkRunner",
            "--parallelism=" + parallelism,
            "--checkpointingInterval=1000",
            "--columns=user_id,timestamp,url,page_view_duration",
            "--allowedLateness=1h",
            "--outOfOrderness=10m",
            // Whatever this machine is busy with: no silence here means that the time of 2024 is
            // over.
            "--idleAfter=30m",
            "--updateEvery=1s",
            "--output=" + output()));
    command.addAll(Arrays.asList(more));
    FlinkCluster.Ended ended = cluster.flink(command.toArray(new String[0]));
    assertThat(ended.output(), ended.status(), is(0));
    String job = found(JOB, ended.output());
    awaitCheckpoints(cluster, job, 1);
    return job;
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(text, matcher.find(), is(true));
    return matcher.group(1);
  }

  private static String stop(FlinkCluster cluster, String job, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("stop"));
    command.addAll(Arrays.asList(more));
    command.add(job);
    FlinkCluster.Ended ended = cluster.flink(command.toArray(new String[0]));
    assertThat(ended.output() + cluster.logs(), ended.status(), is(0));
    return found(SAVEPOINT, ended.output());
  }

  /** What dashboards show of the step that parses and folds. */
  private static void assertMetrics(FlinkCluster cluster, String job) throws Exception {
    String vertex = "";
    for (JsonNode each : cluster.get("/jobs/" + job).path("vertices")) {
      if (each.path("name").asText().contains("ParseJudgeFold")) {
        vertex = each.path("id").asText();
      }
    }
    String metrics = "/jobs/" + job + "/vertices/" + vertex + "/subtasks/metrics";
    Await.until(
        "the metrics are told",
        MOST,
        () -> {
          Set<String> told = new TreeSet<>();
          for (JsonNode metric : cluster.get(metrics)) {
            told.add(metric.path("id").asText().replaceAll(".*\\.footfall_", ""));
          }
          return told.containsAll(
              Set.of("records_read", "records_ok", "records_rejected_invalid_number"));
        },
        cluster::logs);
  }

  private static void awaitCheckpoints(FlinkCluster cluster, String job, int more)
      throws Exception {
    long before = completed(cluster, job);
    Await.until(
        "checkpoints are completed",
        MOST,
        () -> completed(cluster, job) >= before + more,
        cluster::logs);
  }

  private static long completed(FlinkCluster cluster, String job) throws Exception {
    return cluster.get("/jobs/" + job + "/checkpoints").path("counts").path("completed").asLong();
  }

  @Test
  void nothingIsLostAndNothingCountsTwiceWhateverIsKilledStoppedAndChanged() throws Exception {
    List<Sent> all = VisitStream.records(RECORDS, 3);
    try (KafkaBroker broker = KafkaBroker.start(temp.resolve("kafka"));
        PostgresServer postgres = PostgresServer.start(temp.resolve("postgres"));
        FlinkCluster cluster =
            FlinkCluster.start(
                temp.resolve("flink"),
                1,
                Map.of(),
                Map.of("PGPASSWORD", PostgresServer.PASSWORD))) {
      broker.createTopic("visits", PARTITIONS);
      String input = "--input=" + broker.uri("visits");

      send(broker, all, 30_000);
      String job = submit(cluster, "", 2, input);
      awaitMoreThan(0, cluster);
      assertMetrics(cluster, job);

      for (int kill = 0; kill < 2; kill++) {
        cluster.killTaskManager(kill);
        send(broker, all, 60_000 + 30_000 * kill);
        cluster.addTaskManager();
        awaitMoreThan(30_000 + 30_000L * kill, cluster);
      }

      awaitCheckpoints(cluster, job, 2);
      Path checkpoint = cluster.newestCheckpoint(job);
      cluster.killJobManager();
      send(broker, all, 120_000);
      cluster.restartJobManager();
      cluster.awaitTaskManagers(1);
      job = submit(cluster, checkpoint.toUri().toString(), 2, input);
      awaitMoreThan(90_000, cluster);

      String sink = "--sink=" + postgres.url() + "?user=" + PostgresServer.USER;
      String savepoint = stop(cluster, job);
      send(broker, all, 160_000);
      job = submit(cluster, savepoint, 2, input, sink);
      awaitMoreThan(120_000, cluster);

      savepoint = stop(cluster, job);
      send(broker, all, RECORDS);
      job = submit(cluster, savepoint, 1, input, sink);
      Await.until("all is read", MOST, () -> read() == RECORDS, cluster::logs);
      stop(cluster, job, "--drain");

      assertThat(stream.late().size(), greaterThan(1000));
      assertThat(
          WindowReportFiles.total(output().toString()).toString(),
          is(stream.accounting().replace(",", "")));
      assertThat(WrittenWindows.rows(output()), is(stream.rows()));
      List<WrittenReject> rejects = WrittenWindows.rejects(output().resolve("rejects"));
      assertThat(WrittenWindows.raw(rejects, true), is(texts(stream.late())));
      assertThat(WrittenWindows.raw(rejects, false), is(texts(stream.bad())));
      assertPostgres(postgres);
    }
  }

  private static List<String> texts(List<Sent> sent) {
    return sent.stream().map(Sent::csv).sorted().toList();
  }

  /** The tables came in the middle: they have every window that was open then or later. */
  private void assertPostgres(PostgresServer postgres) throws Exception {
    Map<String, List<String>> found = WrittenWindows.rows(postgres);
    Map<String, List<String>> expected = stream.rows();
    expected.keySet().retainAll(found.keySet());
    assertThat(found, is(expected));
    assertThat("windows in the tables", found.size(), greaterThan(3));
  }
}
