package io.footfall.pipelines;

import static io.footfall.testing.Gzip.gzip;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.pipelines.WrittenWindows.WrittenReject;
import io.footfall.report.WindowFiles;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.FlinkCluster;
import io.footfall.testing.process.PostgresServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that fill while the packaged program counts what is in them. */
class WatchIT {
  private static final String HEADER = "user_id,timestamp,url,page_view_duration\n";
  private static final Duration MOST = Duration.ofMinutes(10);

  /** Of each release, the checkpoint of a stream that had read {@link #BEFORE}. */
  private static final Path STORED = Path.of("src/test/resources/io/footfall/streams");

  /** The placeholder of the input in a stored checkpoint. A path of the same length replaces it. */
  private static final String STORED_INPUT = "/" + "-".repeat(199);

  private static final String BEFORE =
      HEADER
          + "1,2024-03-01 10:00:00,/a,1\n2,2024-03-01 10:10:00,/a,2.5\n"
          + "1,2024-03-01 10:20:00,/b,3\n3,yesterday,/a,1\n";

  @TempDir Path temp;

  private Path input() throws IOException {
    return Files.createDirectories(temp.resolve("input"));
  }

  private Path output() {
    return temp.resolve("out");
  }

  /** Writes a file under a hidden name and renames it: it is there whole or not at all. */
  private void drop(String name, String text) throws IOException {
    byte[] content = name.endsWith(".gz") ? gzip(text) : text.getBytes(StandardCharsets.UTF_8);
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
    return Files.isDirectory(output()) ? WindowFiles.total(output().toString()).read : 0;
  }

  @Test
  void countsArrivingFilesOnceAndLocatesRejects() throws Exception {
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
                // Not before the first report is seen here, and files follow.
                "--stopAfterIdle=20s",
                "--outputFormat=json",
                "--output=" + output());
    Await.until("the first files are read", MOST, () -> read() > 0);
    drop("notes.txt", "not for you\n");
    for (int i = 8; i < files.size(); i++) {
      drop(i, files.get(i));
    }
    FootfallProcess.Ended ended = running.ended().assertStatus(0);

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
    ended.assertOut(
        String.format(
            Locale.ROOT,
            "read 12,001 = ok %,d + rejected %,d + duplicate 0 + late %,d + skipped 0",
            stream.good(),
            bad.size() + 1,
            late.size()));
    FootfallCall.runWell(
            "reconcile", "--streamOutput=" + output(), "--input=" + input() + "/visits-*")
        .assertOut("no difference");
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
  void largeStateSurvivesARestartThatTheConsoleExplains() throws Exception {
    int urls = 200_000;
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; i < urls; i++) {
      text.append("7,2024-03-01 10:00:00,https://shop.example/some/page/").append(i).append(",1\n");
    }
    drop("many.csv", text.toString());
    Path inTheWay = output().resolve("window=2024-03-01T10-00-00Z");
    Files.createDirectories(output());
    Files.createFile(inTheWay);
    FootfallProcess.Started running =
        FootfallProcess.launcher(temp)
            .start(
                "visits",
                "--input=" + input(),
                "--watch=500ms",
                "--checkpointingInterval=500",
                "--stopAfterIdle=3s",
                "--output=" + output());
    Await.until(
        "it reports its restart",
        MOST,
        () -> Files.readString(running.err()).contains("It restarts from its last checkpoint"));
    Files.delete(inTheWay);
    running
        .ended()
        .assertStatus(0)
        .assertOut("read 200,000 = ok 200,000")
        .assertErr("the stream failed: FileAlreadyExistsException: " + inTheWay);
    assertThat(WrittenWindows.rows(output()).get("2024-03-01T10:00:00Z").size(), is(urls));
  }

  @Test
  void streamIntoADatabaseThatCountsNothingIsAFailure() throws Exception {
    drop("bad.csv", HEADER + "7,yesterday,/a,1\n7,2024-03-01 10:00:00,,1\n");
    try (PostgresServer postgres = PostgresServer.start(temp.resolve("postgres"))) {
      FootfallProcess.launcher(temp)
          .through("env", "PGPASSWORD=" + PostgresServer.PASSWORD)
          .run(
              "visits",
              "--input=" + input(),
              "--watch=500ms",
              "--stopAfterIdle=3s",
              "--rejects=" + temp.resolve("rejects"),
              "--sink=" + postgres.url() + "?user=" + PostgresServer.USER)
          .assertStatus(65)
          .assertErr("Nothing was counted: ");
    }
  }

  private Path inputOfStoredLength() throws IOException {
    int more = STORED_INPUT.length() - temp.toString().length() - 1;
    return Files.createDirectories(temp.resolve("-".repeat(more)));
  }

  private String[] storedStream(Path folder, String... more) throws IOException {
    List<String> options =
        new ArrayList<>(
            List.of(
                "visits",
                "--runner=FlinkRunner",
                "--parallelism=1",
                "--input=" + inputOfStoredLength(),
                "--watch=500ms",
                "--window=1h",
                "--updateEvery=1s",
                "--deduplicate",
                "--idleAfter=1h",
                "--stopAfterIdle=10s",
                "--checkpointingInterval=1000",
                "--output=" + folder.resolve("out"),
                "--lake=" + folder.resolve("lake"),
                "--lakeEvery=1h"));
    options.addAll(Arrays.asList(more));
    return options.toArray(new String[0]);
  }

  private static byte[] withInput(byte[] checkpoint, String present, String other) {
    // Both have the same length, because the checkpoint has the lengths of its texts.
    assertThat(present.length(), is(other.length()));
    return new String(checkpoint, StandardCharsets.ISO_8859_1)
        .replace(present, other)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Stores a stream of this version. */
  private void storeStream() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("stored"));
    Path input = Files.writeString(inputOfStoredLength().resolve("before.csv"), BEFORE);
    Path configuration = Files.createDirectory(folder.resolve("conf"));
    // All state is in one file then.
    Files.writeString(
        configuration.resolve("config.yaml"), "state.storage.fs.memory-threshold: 1 mb\n");
    Path checkpoints = Files.createDirectory(folder.resolve("checkpoints"));
    FootfallProcess.Started running =
        FootfallProcess.launcher(temp)
            .start(
                storedStream(
                    folder,
                    "--flinkConfDir=" + configuration,
                    "--stateBackendStoragePath=" + checkpoints.toUri()));
    Path output = folder.resolve("out");
    Await.until(
        "all is counted",
        MOST,
        () ->
            Files.isDirectory(output.resolve("window=2024-03-01T10-00-00Z"))
                && WindowFiles.total(output.toString()).ok == 3);
    long counted = System.currentTimeMillis();
    Await.until("a checkpoint has begun since", MOST, () -> newest(checkpoints, counted) != null);
    running.process().destroy();
    running.ended().assertStatus(143);
    Path file =
        Files.createDirectories(STORED)
            .resolve(System.getProperty("footfall.version").replace("-SNAPSHOT", "") + ".gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          withInput(
              Files.readAllBytes(newest(checkpoints, counted)),
              inputOfStoredLength().toString(),
              STORED_INPUT));
    }
    Files.delete(input);
  }

  /** Returns the newest checkpoint completed at least a second after a time; null if none. */
  private static @Nullable Path newest(Path checkpoints, long millis) throws IOException {
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .filter(file -> file.toFile().lastModified() > millis + 1_000)
          .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .orElse(null);
    }
  }

  @Test
  void resumesStreamsOfEarlierReleases() throws Exception {
    if (Boolean.getBoolean("footfall.write")) {
      storeStream();
    }
    Files.writeString(
        inputOfStoredLength().resolve("after.csv"),
        HEADER
            + "1,2024-03-01 10:00:00,/a,1\n3,2024-03-01 10:30:00,/b,4\n"
            + "2,2024-03-01 11:00:00,/c,5\n");
    List<Path> releases;
    try (Stream<Path> files = Files.list(STORED)) {
      releases = files.sorted().toList();
    }
    assertThat(releases.size(), greaterThan(0));
    for (Path release : releases) {
      Path folder = Files.createDirectory(temp.resolve(release.getFileName()));
      try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(release))) {
        Files.write(
            folder.resolve("_metadata"),
            withInput(in.readAllBytes(), STORED_INPUT, inputOfStoredLength().toString()));
      }
      FootfallProcess.Ended ended =
          FootfallProcess.launcher(temp)
              .runWell(storedStream(folder, "--savepointPath=" + folder.toUri()));
      assertThat(
          release + ": " + ended.said(),
          ended.out(),
          containsString("read 7 = ok 5 + rejected 1 + duplicate 1 + late 0 + skipped 0"));
      assertThat(
          WrittenWindows.rows(folder.resolve("out")),
          is(
              Map.of(
                  "2024-03-01T10:00:00Z", List.of("/a,2,3.5", "/b,2,7"),
                  "2024-03-01T11:00:00Z", List.of("/c,1,5"))));
      assertThat(
          FootfallCall.runWell(
                  "query",
                  "--lake=" + folder.resolve("lake"),
                  "--format=csv",
                  "SELECT user_id, url FROM visits ORDER BY 1, 2")
              .out(),
          is("user_id,url\n1,/a\n1,/b\n2,/a\n2,/c\n3,/b\n"));
    }
  }

  private String submit(FlinkJobs jobs, String from, int parallelism, String... more)
      throws Exception {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--input=" + input() + "/visits-*",
                "--watch=500ms",
                "--allowedLateness=1d",
                "--updateEvery=500ms",
                "--output=" + output()));
    options.addAll(Arrays.asList(more));
    return jobs.submitVisits(from, parallelism, options);
  }

  private void awaitMoreThan(long before, FlinkCluster cluster) throws Exception {
    Await.until("more is read than " + before, MOST, () -> read() > before, cluster::logs);
  }

  @Test
  void countsWatchedRecordsOnceAcrossKillsStopsAndChanges() throws Exception {
    List<List<Sent>> files = cut(VisitStream.records(45_000, 6), 9);
    VisitStream stream = new VisitStream();
    // Within a day nothing is late.
    files.forEach(file -> stream.cameInFile(Integer.toString(stream.good()), file));
    assertThat(stream.late().size(), is(0));
    try (PostgresServer postgres = PostgresServer.start(temp.resolve("postgres"));
        FlinkCluster cluster =
            FlinkCluster.start(
                temp.resolve("flink"),
                1,
                Map.of(),
                Map.of("PGPASSWORD", PostgresServer.PASSWORD))) {
      FlinkJobs jobs = new FlinkJobs(cluster);
      for (int i = 0; i < 3; i++) {
        drop(i, files.get(i));
      }
      String job = submit(jobs, "", 2);
      awaitMoreThan(0, cluster);

      cluster.killTaskManager(0);
      drop(3, files.get(3));
      drop(4, files.get(4));
      cluster.addTaskManager();
      awaitMoreThan(15_000, cluster);

      jobs.awaitCheckpoint(job);
      cluster.killJobManager();
      Path checkpoint = cluster.newestCheckpoint(job);
      drop(5, files.get(5));
      drop(6, files.get(6));
      cluster.restartJobManager();
      cluster.awaitTaskManagers(1);
      job = submit(jobs, checkpoint.toUri().toString(), 2);
      awaitMoreThan(25_000, cluster);

      String savepoint = jobs.stop(job);
      drop(7, files.get(7));
      drop(8, files.get(8));
      String sink = "--sink=" + postgres.url() + "?user=" + PostgresServer.USER;
      job = submit(jobs, savepoint, 1, sink);
      Await.until("all is read", MOST, () -> read() == 45_000, cluster::logs);
      jobs.stopAfterAllWindows(job);

      assertThat(WrittenWindows.rows(output()), is(stream.rows()));
      // Every window was open when the tables came, so they have all of them.
      assertThat(WrittenWindows.rows(postgres), is(stream.rows()));
      List<WrittenReject> rejects = WrittenWindows.rejects(output().resolve("rejects"));
      assertThat(rejects.size(), is(stream.bad().size()));
      assertThat(rejects.size(), greaterThan(250));
      assertThat(
          "each has a place of its own",
          rejects.stream().map(r -> r.source() + ":" + r.line()).distinct().count(),
          is((long) rejects.size()));
    }
  }
}
