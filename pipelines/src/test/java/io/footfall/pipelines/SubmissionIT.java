package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.testing.process.FlinkCluster;
import io.footfall.testing.process.KafkaBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way to a Flink cluster gives the same numbers: of a stream, and of a file. */
class SubmissionIT {
  private static final int RECORDS = 3_000;
  private static final String MAIN = "io.footfall.pipelines.Footfall";
  private static final String VISITS =
      Path.of("src/samples/visits.csv").toAbsolutePath().toString();

  @TempDir static Path shared;
  @TempDir Path temp;

  private static final VisitStream stream = new VisitStream();
  private static KafkaBroker broker;
  private static VisitTopic topic;
  private static FlinkCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    broker = KafkaBroker.start(shared.resolve("kafka"));
    topic = VisitTopic.create(broker, "visits", 2);
    topic.send(VisitStream.records(RECORDS, 5), stream);
    assertThat(stream.late().size(), greaterThan(5));
    cluster = FlinkCluster.start(shared.resolve("flink"), 1);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  private final FlinkJobs jobs = new FlinkJobs(cluster);

  private Path output() {
    return temp.resolve("out");
  }

  /** What makes the report of the stream, which ends. */
  private List<String> countTheStream(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "visits",
                "--runner=FlinkRunner",
                "--parallelism=2",
                "--checkpointingInterval=1000",
                "--input=" + topic.url(),
                "--columns=user_id,timestamp,url,page_view_duration",
                "--allowedLateness=1h",
                "--outOfOrderness=10m",
                "--idleAfter=30m",
                "--stopAfterIdle=5s",
                "--output=" + output()));
    arguments.addAll(Arrays.asList(more));
    return arguments;
  }

  private void assertAllIsCounted() throws Exception {
    new WindowFolder(output()).assertIsAllOf(stream, topic.url() + "/", Sent::csv);
  }

  private static FlinkCluster.Ended flink(List<String> options, List<String> arguments)
      throws Exception {
    List<String> command = new ArrayList<>(options);
    command.add(System.getProperty("footfall.job.jar"));
    command.addAll(arguments);
    return cluster.flink(command.toArray(new String[0]));
  }

  @Test
  void flinkRunWaitsForAFiniteStreamAndPrintsItsAccounting() throws Exception {
    FlinkCluster.Ended ended = flink(List.of("run"), countTheStream());
    assertThat(ended.output(), ended.status(), is(0));
    assertThat(ended.output(), containsString(stream.accounting()));
    assertAllIsCounted();
  }

  @Test
  void flinkRunDetachedLeavesTheStreamToTheCluster() throws Exception {
    jobs.awaitFinished(jobs.submit("", countTheStream("--wait=false")));
    assertAllIsCounted();
  }

  @Test
  void failureOfTheProgramFailsFlinkRun() throws Exception {
    Files.createFile(output());
    FlinkCluster.Ended ended =
        flink(
            List.of("run"),
            List.of("visits", "--runner=FlinkRunner", "--input=" + VISITS, "--output=" + output()));
    assertThat(ended.output(), ended.status(), is(1));
    assertThat(ended.output(), containsString("footfall: "));
  }

  @Test
  void launcherSubmitsAStreamAndWaits() throws Exception {
    FootfallProcess.launcher(temp)
        .runWell(countTheStream("--flinkMaster=" + cluster.address()).toArray(new String[0]))
        .assertOut(stream.accounting());
    assertAllIsCounted();
  }

  @Test
  void launcherLeavesAStreamWithoutWaiting() throws Exception {
    Set<String> before = jobs.all();
    FootfallProcess.launcher(temp)
        .runWell(
            countTheStream("--flinkMaster=" + cluster.address(), "--wait=false")
                .toArray(new String[0]))
        .assertOut("continues on " + cluster.address());
    List<String> started = new ArrayList<>(jobs.all());
    started.removeAll(before);
    assertThat(started, hasSize(1));
    jobs.awaitFinished(started.get(0));
    assertAllIsCounted();
  }

  @Test
  void launcherSubmitsFilesAndTheReportMatchesTheDirectRunner() throws Exception {
    FootfallProcess footfall = FootfallProcess.launcher(temp);
    Path direct = temp.resolve("direct");
    footfall.runWell("visits", "--input=" + VISITS, "--output=" + direct);
    footfall
        .runWell(
            "visits",
            "--runner=FlinkRunner",
            "--flinkMaster=" + cluster.address(),
            "--input=" + VISITS,
            "--output=" + output())
        .assertOut("read 48 = ok 45 + rejected 3 + duplicate 0 + late 0 + skipped 0");
    for (String file : List.of("urls.csv", "summary.csv")) {
      assertThat(
          Files.readString(output().resolve(file)), is(Files.readString(direct.resolve(file))));
    }
  }

  @Test
  void restApiRunsTheJar() throws Exception {
    String jar = cluster.upload(Path.of(System.getProperty("footfall.job.jar")));
    ObjectNode body = new ObjectMapper().createObjectNode().put("entryClass", MAIN);
    countTheStream("--wait=false").forEach(body.putArray("programArgsList")::add);
    String job = cluster.post("/jars/" + jar + "/run", body.toString()).path("jobid").asText();
    jobs.awaitFinished(job);
    assertAllIsCounted();
  }

  @Test
  void applicationClusterEndsWithTheProgram() throws Exception {
    try (FlinkCluster own =
        FlinkCluster.startApplication(
            temp.resolve("own"),
            1,
            Path.of(System.getProperty("footfall.job.jar")),
            MAIN,
            countTheStream())) {
      own.awaitJobManagerEnded(Duration.ofMinutes(10));
      assertThat(own.logs(), not(containsString("ApplicationExecutionException")));
    }
    assertAllIsCounted();
  }
}
