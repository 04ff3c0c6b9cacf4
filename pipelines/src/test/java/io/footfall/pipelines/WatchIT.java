package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.pipelines.WrittenWindows.WrittenReject;
import io.footfall.report.WindowReportFiles;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.FlinkCluster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that fill while the packaged program counts what is in them. */
class WatchIT {
  private static final String HEADER = "user_id,timestamp,url,page_view_duration\n";
  private static final Duration MOST = Duration.ofMinutes(3);
  private static final Pattern JOB = Pattern.compile("JobID ([0-9a-f]{32})");

  @TempDir Path temp;

  private Path input() throws IOException {
    return Files.createDirectories(temp.resolve("input"));
  }

  private Path output() {
    return temp.resolve("out");
  }

  /** Writes a file under a hidden name and renames it: it is there whole or not at all. */
  private void drop(String name, String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    if (name.endsWith(".gz")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(content);
      }
      content = bytes.toByteArray();
    }
    Path hidden = Files.write(input().resolve("." + name), content);
    Files.move(hidden, input().resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** CSV, compressed CSV and JSON Lines in turn. */
  private static String name(int number) {
    String ending = List.of("csv", "csv.gz", "jsonl").get(number % 3);
    return String.format(Locale.ROOT, "visits-%03d.%s", number, ending);
  }

  private static String text(String name, Sent sent) {
    return name.endsWith(".jsonl") ? sent.json() : sent.csv();
  }

  private void drop(int number, List<Sent> records) throws IOException {
    String name = name(number);
    StringBuilder text = new StringBuilder(name.endsWith(".jsonl") ? "" : HEADER);
    records.forEach(sent -> text.append(text(name, sent)).append('\n'));
    drop(name, text.toString());
  }

  /** Records of consecutive times, cut into files; within a file they are in no order. */
  private static List<List<Sent>> cut(List<Sent> records, int files) {
    List<List<Sent>> cut = new ArrayList<>();
    int each = records.size() / files;
    for (int i = 0; i < files; i++) {
      List<Sent> file = new ArrayList<>(records.subList(i * each, (i + 1) * each));
      Collections.shuffle(file, new Random(i));
      cut.add(file);
    }
    return cut;
  }

  private long read() throws IOException {
    return Files.isDirectory(output()) ? WindowReportFiles.total(output().toString()).read : 0;
  }

  @Test
  void filesThatComeWhileItRunsAreCountedOnceAndWhatIsNotCountedIsToldWithItsPlace()
      throws Exception {
    List<List<Sent>> files = cut(VisitStream.records(12_000, 5), 24);
    VisitStream stream = new VisitStream();
    List<String> late = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      int lateBefore = stream.late().size();
      int badBefore = stream.bad().size();
      stream.cameInFile("one reader", files.get(i));
      for (Sent sent : stream.late().subList(lateBefore, stream.late().size())) {
        late.add(text(name(i), sent));
      }
      for (Sent sent : stream.bad().subList(badBefore, stream.bad().size())) {
        bad.add(text(name(i), sent));
      }
    }
    assertThat(late.size(), greaterThan(20));
    for (int i = 0; i < 8; i++) {
      drop(i, files.get(i));
    }
    FootfallProcess.Started running =
        FootfallProcess.launcher(temp)
            .start(
                "visits",
                "--input=" + input(),
                "--watch=500ms",
                "--parallelism=1",
                "--allowedLateness=1h",
                "--outOfOrderness=10m",
                "--idleAfter=30m",
                "--updateEvery=200ms",
                "--stopAfterIdle=5s",
                "--outputFormat=json",
                "--output=" + output());
    Await.until("the first files are read", MOST, () -> read() > 0);
    drop("notes.txt", "not for you\n");
    for (int i = 8; i < files.size(); i++) {
      drop(i, files.get(i));
    }
    FootfallProcess.Ended ended = running.ended();
    assertThat(ended.said(), ended.status(), is(0));

    assertThat(WrittenWindows.jsonRows(output()), is(stream.rows()));
    List<WrittenReject> rejects = WrittenWindows.rejects(output().resolve("rejects"));
    assertThat(WrittenWindows.raw(rejects, true), is(late.stream().sorted().toList()));
    List<WrittenReject> refused =
        rejects.stream().filter(r -> r.code().equals("UNREADABLE_FILE")).toList();
    assertThat(refused.size(), is(1));
    assertThat(refused.get(0).source(), is(input().resolve("notes.txt").toString()));
    rejects.removeAll(refused);
    assertThat(WrittenWindows.raw(rejects, false), is(bad.stream().sorted().toList()));
    for (WrittenReject reject : rejects) {
      assertThat(reject.raw(), is(line(reject.source(), reject.line())));
    }
    assertThat(
        ended.out(),
        containsString(
            String.format(
                Locale.ROOT,
                "read 12,001 = ok %,d + rejected %,d + duplicate 0 + late %,d",
                stream.good(),
                bad.size() + 1,
                late.size())));
    FootfallProcess.Ended equal =
        FootfallProcess.launcher(temp)
            .runWell("reconcile", "--streamOutput=" + output(), "--input=" + input() + "/visits-*");
    assertThat(equal.out(), containsString("all is equal"));
  }

  private static String line(String file, long line) throws IOException {
    byte[] content = Files.readAllBytes(Path.of(file));
    if (file.endsWith(".gz")) {
      content = new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes();
    }
    return new String(content, StandardCharsets.UTF_8)
        .lines()
        .skip(line - 1)
        .findFirst()
        .orElse("");
  }

  @Test
  void stateMayBeLargerThanWhatAFlinkInThisProcessWouldKeepInMemory() throws Exception {
    int urls = 200_000;
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; i < urls; i++) {
      text.append("7,2024-03-01 10:00:00,https://shop.example/some/page/").append(i).append(",1\n");
    }
    drop("many.csv", text.toString());
    FootfallProcess.Ended ended =
        FootfallProcess.launcher(temp)
            .runWell(
                "visits",
                "--input=" + input(),
                "--watch=500ms",
                "--checkpointingInterval=500",
                "--stopAfterIdle=3s",
                "--output=" + output());
    assertThat(ended.out(), containsString("read 200,000 = ok 200,000"));
    assertThat(WrittenWindows.rows(output()).get("2024-03-01T10:00:00Z").size(), is(urls));
  }

  private String submit(FlinkCluster cluster) throws Exception {
    FlinkCluster.Ended ended =
        cluster.flink(
            "run",
            "-d",
            System.getProperty("footfall.jar"),
            "visits",
            "--runner=FlinkRunner",
            "--parallelism=2",
            "--checkpointingInterval=1000",
            "--input=" + input() + "/visits-*",
            "--watch=500ms",
            "--allowedLateness=1d",
            "--idleAfter=30m",
            "--updateEvery=500ms",
            "--output=" + output());
    assertThat(ended.output(), ended.status(), is(0));
    Matcher job = JOB.matcher(ended.output());
    assertThat(ended.output(), job.find(), is(true));
    return job.group(1);
  }

  private static long checkpoints(FlinkCluster cluster, String job) throws Exception {
    return cluster.get("/jobs/" + job + "/checkpoints").path("counts").path("completed").asLong();
  }

  @Test
  void eachRecordIsCountedOnceThoughTaskManagersAreKilledWhileFilesAreRead() throws Exception {
    List<List<Sent>> files = cut(VisitStream.records(180_000, 6), 9);
    VisitStream stream = new VisitStream();
    // Within a day nothing is late.
    files.forEach(file -> stream.cameInFile(Integer.toString(stream.good()), file));
    assertThat(stream.late().size(), is(0));
    try (FlinkCluster cluster = FlinkCluster.start(temp.resolve("flink"), 1, Map.of(), Map.of())) {
      for (int i = 0; i < 3; i++) {
        drop(i, files.get(i));
      }
      String job = submit(cluster);
      for (int kill = 0; kill < 2; kill++) {
        long before = checkpoints(cluster, job);
        Await.until(
            "a checkpoint",
            MOST,
            () -> checkpoints(cluster, job) > before && read() > 0,
            cluster::logs);
        for (int i = 3 + 3 * kill; i < 6 + 3 * kill; i++) {
          drop(i, files.get(i));
        }
        cluster.killTaskManager(kill);
        cluster.addTaskManager();
      }
      Await.until("all is read", MOST, () -> read() == 180_000, cluster::logs);
      FlinkCluster.Ended stopped = cluster.flink("stop", "--drain", job);
      assertThat(stopped.output() + cluster.logs(), stopped.status(), is(0));
      assertThat(WrittenWindows.rows(output()), is(stream.rows()));
      List<WrittenReject> rejects = WrittenWindows.rejects(output().resolve("rejects"));
      assertThat(rejects.size(), is(stream.bad().size()));
      assertThat(rejects.size(), greaterThan(1_000));
      assertThat(
          "each has a place of its own",
          rejects.stream().map(r -> r.source() + ":" + r.line()).distinct().count(),
          is((long) rejects.size()));
    }
  }
}
