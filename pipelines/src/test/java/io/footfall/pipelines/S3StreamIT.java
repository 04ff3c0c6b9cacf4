package io.footfall.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams whose windows, rejects and sources are kept on S3. */
class S3StreamIT {
  private static final String COLUMNS = "user_id,timestamp,url,page_view_duration";
  private static final Duration MOST = Duration.ofMinutes(3);

  @TempDir Path temp;

  private static long read(Path output) throws Exception {
    return Files.isDirectory(output) ? new WindowFolder(output).read() : 0;
  }

  @Test
  void whileTheStoreIsAwayTheStreamWaitsAndThenNothingIsLostAndNothingIsThereTwice()
      throws Exception {
    List<Sent> all = VisitStream.records(20_000, 11);
    VisitStream stream = new VisitStream();
    try (S3Server s3 = S3Server.start(temp.resolve("s3"));
        FaultyProxy proxy = FaultyProxy.before(s3.endpoint());
        KafkaBroker broker = KafkaBroker.start(temp.resolve("kafka"))) {
      s3.createBucket("lake");
      Path output = s3.file("lake", "out");
      VisitTopic topic = VisitTopic.create(broker, "visits", 2);
      topic.send(all.subList(0, 8_000), stream);
      S3Footfall footfall = new S3Footfall(temp, s3, proxy.endpoint());
      for (Fault fault : List.of(Fault.SLOW_DOWN, Fault.INTERNAL_ERROR, Fault.RESET)) {
        proxy.setShare(fault, 0.03);
      }
      FootfallProcess.Started running =
          footfall.start(
              "visits",
              "--input=" + topic.url(),
              "--columns=" + COLUMNS,
              "--parallelism=2",
              "--checkpointingInterval=1000",
              "--allowedLateness=1h",
              "--outOfOrderness=10m",
              "--idleAfter=30m",
              "--updateEvery=1s",
              "--stopAfterIdle=40s",
              "--backup=s3://lake/backup",
              "--output=s3://lake/out");
      Await.until("the first are counted", MOST, () -> read(output) > 0, s3::describe);

      proxy.goDown();
      topic.send(all.subList(8_000, 14_000), stream);
      Await.until("it has met that often", MOST, () -> proxy.turnedAway() > 40);
      proxy.comeUp();

      topic.send(all.subList(14_000, 20_000), stream);
      FootfallProcess.Ended ended = running.ended();
      assertThat(ended.said(), ended.status(), is(0));
      assertThat(stream.late().size(), greaterThan(50));
      new WindowFolder(output).assertIsAllOf(stream, topic.url() + "/", Sent::csv);

      // What was kept has every record once: counted anew, it is what the stream has counted.
      FootfallProcess.Ended equal =
          footfall.runWell(
              "reconcile",
              "--streamOutput=s3://lake/out",
              "--input=s3://lake/backup/source/**",
              "--header=false",
              "--delimiter=,",
              "--columns=" + COLUMNS,
              "--messageColumns=" + COLUMNS);
      assertThat(equal.out(), containsString("all is equal"));
      assertThat(
          equal.out(),
          containsString(
              String.format(
                  Locale.ROOT, "%,d good records", stream.good() + stream.late().size())));
    }
  }

  @Test
  void workersOfAClusterFindTheStoreByTheSameOption() throws Exception {
    try (S3Server s3 = S3Server.start(temp.resolve("s3"));
        FlinkCluster cluster =
            FlinkCluster.start(temp.resolve("flink"), 1, Map.of(), s3.environment())) {
      s3.createBucket("lake");
      s3.put("lake", "in/visits.csv", Path.of("src/samples/visits.csv").toAbsolutePath());
      FootfallProcess.Ended ended =
          new S3Footfall(temp, s3, s3.endpoint())
              .runWell(
                  "visits",
                  "--runner=FlinkRunner",
                  "--flinkMaster=" + cluster.address(),
                  "--parallelism=2",
                  "--input=s3://lake/in/",
                  "--backup=s3://lake/backup",
                  "--output=s3://lake/out");
      assertThat(ended.out(), containsString("read 48 = ok 45 + rejected 3"));
      assertThat(s3.keys("lake", "backup/source/"), hasSize(1));
      assertThat(s3.keys("lake", "out/").contains("out/run.json"), is(true));
    }
  }

  @Test
  void objectsThatComeBelowAPrefixAreCountedAndKept() throws Exception {
    List<Sent> all = VisitStream.records(6_000, 12);
    VisitStream stream = new VisitStream();
    try (S3Server s3 = S3Server.start(temp.resolve("s3"))) {
      s3.createBucket("lake");
      FootfallProcess.Started running =
          new S3Footfall(temp, s3, s3.endpoint())
              .start(
                  "visits",
                  "--input=s3://lake/in/",
                  "--watch=500ms",
                  "--parallelism=1",
                  "--checkpointingInterval=1000",
                  "--allowedLateness=1d",
                  "--idleAfter=30m",
                  "--updateEvery=500ms",
                  "--stopAfterIdle=60s",
                  "--outputFormat=json",
                  "--backup=s3://lake/backup",
                  "--output=s3://lake/out");
      for (int i = 0; i < 3; i++) {
        List<Sent> records = all.subList(2_000 * i, 2_000 * (i + 1));
        StringBuilder text = new StringBuilder(COLUMNS).append('\n');
        records.forEach(sent -> text.append(sent.csv()).append('\n'));
        stream.cameInFile(Integer.toString(i), records);
        s3.put("lake", "in/" + i + ".csv", text.toString().getBytes(UTF_8));
        long expected = 2_000L * (i + 1);
        Await.until(
            "they are counted", MOST, () -> read(s3.file("lake", "out")) == expected, s3::describe);
      }
      FootfallProcess.Ended ended = running.ended();
      assertThat(ended.said(), ended.status(), is(0));
      assertThat(WrittenWindows.jsonRows(s3.file("lake", "out")), is(stream.rows()));
      assertThat(s3.keys("lake", "backup/source/"), hasSize(3));
      assertThat(s3.keys("lake", "backup/"), hasSize(3));
    }
  }
}
