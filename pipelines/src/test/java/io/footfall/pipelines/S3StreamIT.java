package io.footfall.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.FaultyProxy;
import io.footfall.testing.process.FaultyProxy.Fault;
import io.footfall.testing.process.FlinkCluster;
import io.footfall.testing.process.KafkaBroker;
import io.footfall.testing.process.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose streams and reports are kept on S3. */
class S3StreamIT {
  private static final String COLUMNS = "user_id,timestamp,url,page_view_duration";
  private static final Duration MOST = Duration.ofMinutes(10);
  private static final Duration AWAY = Duration.ofSeconds(30);
  private static final int MET_THAT_OFTEN = 10;

  @TempDir static Path shared;
  private static S3Server s3;
  private static FlinkCluster cluster;
  private static FlinkJobs jobs;

  @TempDir Path temp;

  @BeforeAll
  static void start() throws Exception {
    s3 = S3Server.start(shared.resolve("s3"));
    s3.createBucket("lake");
    cluster = FlinkCluster.start(shared.resolve("flink"), 1, Map.of(), s3.environment());
    jobs = new FlinkJobs(cluster);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
    if (s3 != null) {
      s3.close();
    }
  }

  private static void awaitRead(Path output, long atLeast) throws Exception {
    Await.until(
        atLeast + " are counted",
        MOST,
        () -> Files.isDirectory(output) && new WindowFolder(output).read() >= atLeast,
        () -> s3.describe() + cluster.logs());
  }

  @Test
  void streamSurvivesAnUnavailableStore() throws Exception {
    List<Sent> all = VisitStream.records(20_000, 11);
    VisitStream stream = new VisitStream();
    try (FaultyProxy proxy = FaultyProxy.before(s3.endpoint());
        KafkaBroker broker = KafkaBroker.start(temp.resolve("kafka"))) {
      Path output = s3.file("lake", "away/out");
      VisitTopic topic = VisitTopic.create(broker, "visits", 2);
      topic.send(all.subList(0, 8_000), stream);
      for (Fault fault : List.of(Fault.SLOW_DOWN, Fault.INTERNAL_ERROR, Fault.RESET)) {
        proxy.setShare(fault, 0.03);
      }
      String job =
          jobs.submitVisits(
              "",
              2,
              List.of(
                  "--input=" + topic.url(),
                  "--columns=" + COLUMNS,
                  "--allowedLateness=1h",
                  "--outOfOrderness=10m",
                  "--updateEvery=1s",
                  "--backup=s3://lake/away/backup",
                  "--output=s3://lake/away/out",
                  "--s3Endpoint=" + proxy.endpoint()));
      awaitRead(output, 1);

      proxy.goDown();
      long wentDown = System.nanoTime();
      topic.send(all.subList(8_000, 14_000), stream);
      Await.until(
          "it is away for 30 s, and the stream has met that",
          MOST,
          () ->
              System.nanoTime() - wentDown >= AWAY.toNanos() && proxy.turnedAway() > MET_THAT_OFTEN,
          cluster::logs);
      proxy.comeUp();

      topic.send(all.subList(14_000, 20_000), stream);
      awaitRead(output, 20_000);
      jobs.stopAfterAllWindows(job);
      assertThat(stream.late().size(), greaterThan(50));
      new WindowFolder(output).assertIsAllOf(stream, topic.url() + "/", Sent::csv);

      // The backup has every record once: recomputed from it, the windows are those of the stream.
      new S3Footfall(temp, s3, proxy.endpoint())
          .runWell(
              "reconcile",
              "--streamOutput=s3://lake/away/out",
              "--input=s3://lake/away/backup/source/**",
              "--header=false",
              "--delimiter=,",
              "--columns=" + COLUMNS,
              "--messageColumns=" + COLUMNS)
          .assertOut("no difference")
          .assertOut(
              String.format(
                  Locale.ROOT, "%,d valid records", stream.good() + stream.late().size()));
    }
  }

  @Test
  void workersWriteTheReportOfASubmittedRun() throws Exception {
    s3.put("lake", "files/in/visits.csv", Path.of("src/samples/visits.csv").toAbsolutePath());
    new S3Footfall(temp, s3, s3.endpoint())
        .runWell(
            "visits",
            "--runner=FlinkRunner",
            "--flinkMaster=" + cluster.address(),
            "--parallelism=2",
            "--input=s3://lake/files/in/",
            "--backup=s3://lake/files/backup",
            "--output=s3://lake/files/out")
        .assertOut("read 48 = ok 45 + rejected 3");
    assertThat(s3.keys("lake", "files/backup/source/"), hasSize(1));
    assertThat(s3.keys("lake", "files/out/").contains("files/out/run.json"), is(true));
  }

  @Test
  void countsAndBacksUpArrivingObjects() throws Exception {
    List<Sent> all = VisitStream.records(6_000, 12);
    VisitStream stream = new VisitStream();
    String job =
        jobs.submitVisits(
            "",
            1,
            List.of(
                "--input=s3://lake/come/in/",
                "--watch=500ms",
                "--allowedLateness=1d",
                "--updateEvery=500ms",
                "--outputFormat=json",
                "--backup=s3://lake/come/backup",
                "--output=s3://lake/come/out",
                "--s3Endpoint=" + s3.endpoint()));
    for (int i = 0; i < 3; i++) {
      List<Sent> records = all.subList(2_000 * i, 2_000 * (i + 1));
      StringBuilder text = new StringBuilder(COLUMNS).append('\n');
      records.forEach(sent -> text.append(sent.csv()).append('\n'));
      stream.cameInFile(Integer.toString(i), records);
      s3.put("lake", "come/in/" + i + ".csv", text.toString().getBytes(UTF_8));
      awaitRead(s3.file("lake", "come/out"), 2_000L * (i + 1));
    }
    jobs.stopAfterAllWindows(job);
    assertThat(WrittenWindows.jsonRows(s3.file("lake", "come/out")), is(stream.rows()));
    assertThat(s3.keys("lake", "come/backup/source/"), hasSize(3));
    assertThat(s3.keys("lake", "come/backup/"), hasSize(3));
  }
}
