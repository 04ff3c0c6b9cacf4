package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.footfall.testing.process.FlinkCluster;
import io.footfall.testing.process.KafkaBroker;
import io.footfall.testing.process.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor and the start of a run, before real servers. */
class DoctorIT {
  @TempDir static Path shared;
  @TempDir Path temp;

  private static KafkaBroker broker;
  private static VisitTopic topic;
  private static FlinkCluster cluster;
  private static PostgresServer postgres;

  @BeforeAll
  static void start() throws Exception {
    broker = KafkaBroker.start(shared.resolve("kafka"));
    topic = VisitTopic.create(broker, "visits", 2);
    topic.send(VisitStream.records(1_000, 7), new VisitStream());
    postgres = PostgresServer.start(shared.resolve("postgres"));
    cluster = FlinkCluster.start(shared.resolve("flink"), 1);
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable server : Arrays.asList(cluster, postgres, broker)) {
      if (server != null) {
        server.close();
      }
    }
  }

  private List<String> stream(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "visits",
                "--runner=FlinkRunner",
                "--input=" + topic.url(),
                "--columns=user_id,timestamp,url,page_view_duration",
                "--output=" + temp.resolve("out")));
    arguments.addAll(Arrays.asList(more));
    return arguments;
  }

  private FootfallProcess.Ended doctor(String... more) {
    List<String> arguments = new ArrayList<>(List.of("doctor"));
    arguments.addAll(stream(more));
    return FootfallCall.runWithPassword(arguments.toArray(new String[0]));
  }

  private static String sink() {
    return "--sink=" + postgres.url() + "?user=" + PostgresServer.USER;
  }

  private static List<String> lines(FootfallProcess.Ended ended) {
    return ended.out().lines().toList();
  }

  @Test
  void acceptsThisMachine() throws Exception {
    FootfallProcess.Ended ended = FootfallProcess.launcher(temp).runWell("doctor");
    assertThat(lines(ended), hasItem(startsWith("ok       memory ")));
    assertThat(lines(ended), hasItem(startsWith("ok       temporary files ")));
  }

  @Test
  void filesNeedNothingOfStreams() throws Exception {
    String visits = Path.of("src/samples/visits.csv").toAbsolutePath().toString();
    FootfallProcess.Ended ended =
        FootfallCall.runWell(
            "doctor", "visits", "--input=" + visits, "--output=" + temp + "/report");
    assertThat(lines(ended), hasItem("ok       input              1 file, 2.6 kB"));
    ended.assertOut(not(containsString("checkpoints")));
  }

  @Test
  void acceptsStreamOnACompleteCluster() throws Exception {
    FootfallProcess.Ended ended =
        doctor("--flinkMaster=" + cluster.address(), "--parallelism=2", sink()).assertStatus(0);
    List<String> lines = lines(ended);
    assertThat(lines, hasItem(matchesPattern("ok       cluster +Flink 1\\.19.* at 127.*")));
    assertThat(lines, hasItem(startsWith("ok       checkpoint storage file:///")));
    assertThat(lines, hasItem("ok       task slots         2 of 2 free"));
    assertThat(lines, hasItem("ok       stream             topic visits"));
    assertThat(lines, hasItem("ok       database           " + postgres.url() + " is writable"));
    ended.assertOut(not(containsString("refused")));
  }

  @Test
  void refusesMissingPartsWithTheStatusOfTheRun() throws Exception {
    doctor("--flinkMaster=127.0.0.1:9").assertStatus(74).assertOut("refused  cluster ");

    FootfallCall.run(
            "doctor", "visits", "--input=" + broker.uri("none"), "--output=" + temp + "/out")
        .assertStatus(74)
        .assertOut("refused  stream             Topic not found: none on ");

    doctor("--checkpointingInterval=-1", "--stableUniqueNames=OFF")
        .assertStatus(2)
        .assertOut("refused  checkpoints ")
        .assertOut("refused  step names ");
  }

  @Test
  void refusesUserWithoutPrivileges() throws Exception {
    postgres.execute("create schema restricted");
    String sink = sink() + "&currentSchema=restricted";
    doctor(sink).assertStatus(0);

    postgres.execute("revoke create on schema restricted from " + PostgresServer.USER);
    doctor(sink).assertStatus(74).assertOut("lacks CREATE on the schema");

    postgres.execute(
        "grant create on schema restricted to " + PostgresServer.USER,
        "create table restricted.visits_urls (url text)",
        "revoke update on restricted.visits_urls from " + PostgresServer.USER);
    doctor(sink).assertOut("lacks UPDATE on visits_urls");

    FootfallProcess.launcher(temp)
        .through("env", "PGPASSWORD=wrong")
        .run(stream(sink, "--stopAfterIdle=5s").toArray(new String[0]))
        .assertStatus(74)
        .assertErr("refused the login");
  }

  @Test
  void readsParallelismOfTheLastRunFromSavepointAndCluster() throws Exception {
    FlinkJobs jobs = new FlinkJobs(cluster);
    List<String> run = stream("--parallelism=2", "--checkpointingInterval=1000", "--idleAfter=30m");
    String job = jobs.submit("", run);
    jobs.awaitCheckpoint(job);

    String there = "--flinkMaster=" + cluster.address();
    assertThat(
        doctor(there).out(),
        containsString("job footfall-visits is already running (" + job + ")"));

    String savepoint = jobs.stopByCommand(job);
    doctor(there, "--parallelism=1", "--savepointPath=" + savepoint)
        .assertStatus(0)
        .assertOut("comes from a run with 2. Fewer tasks are correct but slower.");
    doctor(there, "--parallelism=3", "--savepointPath=" + savepoint)
        .assertOut("tasks beyond that are idle");
    assertThat(
        doctor(there, "--parallelism=1").out(),
        containsString("and the last run (" + job + ") had 2"));

    FlinkCluster.Ended resumed =
        cluster.flink(
            "run",
            "-d",
            "-s",
            savepoint,
            System.getProperty("footfall.job.jar"),
            "visits",
            "--runner=FlinkRunner",
            "--parallelism=1",
            "--input=" + topic.url(),
            "--columns=user_id,timestamp,url,page_view_duration",
            "--idleAfter=30m",
            "--output=" + temp.resolve("out"));
    assertThat(resumed.output(), resumed.status(), is(0));
    assertThat(
        resumed.output(),
        containsString("warning: parallelism: 1, and " + savepoint + " comes from"));
    for (String each : jobs.all()) {
      if (cluster.state(each).equals("RUNNING")) {
        cluster.cancel(each);
      }
    }
  }
}
