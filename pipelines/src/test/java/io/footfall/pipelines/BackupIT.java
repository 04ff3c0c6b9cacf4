package io.footfall.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.FlinkCluster;
import io.footfall.testing.process.KafkaBroker;
import io.footfall.testing.process.KinesisServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that are kept as they came: each once, whatever is killed. */
class BackupIT {
  private static final String COLUMNS = "user_id,timestamp,url,page_view_duration";
  private static final Duration MOST = Duration.ofMinutes(4);

  @TempDir Path temp;

  private Path backup() {
    return temp.resolve("backup");
  }

  private List<Path> files() throws IOException {
    Path source = backup().resolve("source");
    if (!Files.isDirectory(source)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(source)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : files()) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        new String(in.readAllBytes(), UTF_8).lines().forEach(lines::add);
      }
    }
    lines.sort(null);
    return lines;
  }

  @Test
  void aClusterThatLosesItsWorkersKeepsEachMessageOnce() throws Exception {
    List<Sent> all = VisitStream.records(60_000, 21);
    VisitStream stream = new VisitStream();
    try (KafkaBroker broker = KafkaBroker.start(temp.resolve("kafka"));
        FlinkCluster cluster = FlinkCluster.start(temp.resolve("flink"), 1, Map.of(), Map.of())) {
      FlinkJobs jobs = new FlinkJobs(cluster);
      VisitTopic topic = VisitTopic.create(broker, "visits", 3);
      topic.send(all.subList(0, 20_000), stream);
      String job =
          jobs.submit(
              "",
              List.of(
                  "visits",
                  "--runner=FlinkRunner",
                  "--parallelism=2",
                  "--checkpointingInterval=1000",
                  "--input=" + topic.url(),
                  "--columns=" + COLUMNS,
                  "--allowedLateness=1h",
                  "--outOfOrderness=10m",
                  "--idleAfter=30m",
                  "--updateEvery=1s",
                  "--backup=" + backup(),
                  "--output=" + temp.resolve("out")));
      WindowFolder output = new WindowFolder(temp.resolve("out"));
      Await.until("the first are counted", MOST, () -> output.read() > 0, cluster::logs);
      for (int kill = 0; kill < 2; kill++) {
        jobs.awaitCheckpoints(job, 1);
        cluster.killTaskManager(kill);
        topic.send(all.subList(20_000 * (kill + 1), 20_000 * (kill + 2)), stream);
        cluster.addTaskManager();
        long before = 20_000L * (kill + 1);
        Await.until("it goes on", MOST, () -> output.read() > before, cluster::logs);
      }
      Await.until("all is counted", MOST, () -> output.read() == all.size(), cluster::logs);
      jobs.stop(job, "--drain");
      assertThat(lines(), is(all.stream().map(Sent::csv).sorted().toList()));
    }
  }

  @Test
  void messagesOfKinesisThatAreReadAgainGiveTheReportThatTheyWouldHaveGiven() throws Exception {
    List<Sent> all = VisitStream.records(5_000, 22);
    VisitStream stream = new VisitStream();
    try (KinesisServer kinesis = KinesisServer.start(temp.resolve("kinesis"))) {
      VisitShards shards = VisitShards.create(kinesis, "visits", 2);
      shards.send(all, stream);
      List<String> environment = new ArrayList<>(List.of("env"));
      kinesis.environment().forEach((name, value) -> environment.add(name + "=" + value));
      FootfallProcess.Ended ended =
          FootfallProcess.launcher(temp)
              .through(environment.toArray(new String[0]))
              .runWell(
                  "visits",
                  "--input=" + shards.url(),
                  "--endpoint=" + kinesis.endpoint(),
                  "--checkpointingInterval=1000",
                  "--allowedLateness=1h",
                  "--outOfOrderness=10m",
                  "--idleAfter=30m",
                  "--stopAfterIdle=10s",
                  "--backup=" + backup(),
                  "--output=" + temp.resolve("windows"));
      assertThat(ended.out(), containsString("source in backup/"));
    }
    StringBuilder sent = new StringBuilder();
    all.forEach(one -> sent.append(one.json()).append('\n'));
    Path original = Files.writeString(temp.resolve("sent.jsonl"), sent.toString());

    report(original.toString(), "of-original");
    report(backup() + "/source/**", "of-backup");
    for (String table : List.of("urls.csv", "summary.csv")) {
      assertThat(
          Files.readString(temp.resolve("of-backup").resolve(table)),
          is(Files.readString(temp.resolve("of-original").resolve(table))));
    }
    assertThat(files().size(), greaterThan(0));
    assertThat(
        FootfallProcess.count(temp.resolve("of-backup"), "rejected"),
        is((long) stream.bad().size()));
  }

  private void report(String input, String name) throws Exception {
    FootfallProcess.launcher(temp)
        .runWell("visits", "--format=json", "--input=" + input, "--output=" + temp.resolve(name));
  }
}
