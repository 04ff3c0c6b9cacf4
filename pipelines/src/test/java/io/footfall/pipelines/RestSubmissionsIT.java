package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.footfall.report.OwnedDirectory;
import io.footfall.report.StreamOwner;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.FlinkCluster;
import io.footfall.testing.process.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Submissions over REST to one JobManager, which would add up what each leaves in memory. A job
 * that would write to the outputs of another is refused.
 */
class RestSubmissionsIT {
  /**
   * Half of Flink's default. The JobManager itself needs 75 MB. A submission adds 8 MB, which Java
   * releases when there is no more room, unless something still refers to the program's classes.
   */
  private static final String METASPACE = "128m";

  /** Half as many again as fill the metaspace. */
  private static final int JOBS = 10;

  private static final Duration MOST = Duration.ofMinutes(3);

  @TempDir static Path shared;
  private static PostgresServer postgres;
  private static FlinkCluster cluster;
  private static FlinkJobs jobs;
  private static String jar;

  @TempDir Path temp;
  private int files;

  @BeforeAll
  static void start() throws Exception {
    postgres = PostgresServer.start(shared.resolve("postgres"));
    cluster =
        FlinkCluster.start(
            Files.createDirectory(shared.resolve("flink")),
            1,
            Map.of("jobmanager.memory.jvm-metaspace.size", METASPACE),
            Map.of("PGPASSWORD", PostgresServer.PASSWORD));
    jobs = new FlinkJobs(cluster);
    jar = cluster.upload(Path.of(System.getProperty("footfall.job.jar")));
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  private Path input() {
    return temp.resolve("in");
  }

  private void addFile(String name) throws IOException {
    Path file = Files.createDirectories(input()).resolve("." + name);
    Files.writeString(
        file,
        """
        user_id,timestamp,url,page_view_duration
        1,2024-03-01 10:00:00,/a,1
        1,2024-03-01 10:00:01,/b,1
        """);
    Files.move(file, input().resolve(name));
  }

  /** A sink in a schema of its own: the tables of each test belong to another stream. */
  private static String sink(String schema) throws SQLException {
    postgres.execute("create schema if not exists " + schema);
    return "--sink=" + postgres.url() + "?user=" + PostgresServer.USER + "&currentSchema=" + schema;
  }

  /** Submits a stream of the input. */
  private String submit(String from, String... more) throws Exception {
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.put("entryClass", "io.footfall.pipelines.Footfall");
    if (!from.isEmpty()) {
      body.put("savepointPath", from);
    }
    ArrayNode arguments = body.putArray("programArgsList");
    Stream.concat(
            Stream.of(
                "visits",
                "--runner=FlinkRunner",
                "--parallelism=1",
                "--wait=false",
                "--input=" + input(),
                "--watch=1s",
                "--rejects=" + temp.resolve("rejects")),
            Stream.of(more))
        .forEach(arguments::add);
    JsonNode answer = cluster.post("/jars/" + jar + "/run", body.toString());
    assertThat(answer.toString(), answer.has("jobid"), is(true));
    return answer.path("jobid").asText();
  }

  private String refused(String from, String... more) {
    return assertThrows(IOException.class, () -> submit(from, more)).getMessage();
  }

  @Test
  void manySubmissionsLeaveNothingBehindThatAddsUp() throws Exception {
    addFile("a.csv");
    for (int i = 0; i < JOBS; i++) {
      cluster.cancel(submit("", sink("many"), "--overwrite"));
    }
    assertThat(cluster.logs(), not(containsString("OutOfMemoryError")));
    assertThat(cluster.logs(), not(containsString("No suitable driver")));
  }

  @Test
  void refusesOutputsOfARunningJobAndAnotherWindowForItsSavepoint() throws Exception {
    Files.createDirectory(input());
    String output = "--output=" + temp.resolve("out");
    String lake = "--lake=" + temp.resolve("lake");
    String sink = sink("owned");
    String[] rest = {
      "--updateEvery=1s", "--checkpointingInterval=500", "--lakeEvery=1s", output, lake, sink
    };
    String job = submit("", with("--window=1h", rest));
    assertRefusedAsRunning(output);
    assertRefusedAsRunning(lake, "--output=" + temp.resolve("other"));
    assertRefusedAsRunning(sink);
    Path window = temp.resolve("out/window=2024-03-01T10-00-00Z/window.json");
    awaitWrite(() -> String.valueOf(Files.exists(window)));
    assertRefusedAsRunning(output);
    awaitWrite(this::batches);
    assertRefusedAsRunning(lake, "--output=" + temp.resolve("other"));
    awaitWrite(() -> postgres.rows("select sum(visits) from owned.visits_urls").toString());
    assertRefusedAsRunning(sink);

    String savepoint = jobs.stop(job);
    assertThat(
        refused(savepoint, with("--window=2h", rest)),
        containsString("--window=1h there, --window=2h here"));
    String resumed = submit(savepoint, with("--window=1h", rest));
    assertThat(
        refused(savepoint, with("--window=1h", rest)), containsString("Another run was using"));
    assertRefusedRunTakesNothing(output);
    assertReplacedJobsEnd(resumed, output);
  }

  /** The sink of the refused run belongs to a stream with other windows. */
  private void assertRefusedRunTakesNothing(String output) throws Exception {
    String sink = sink("other");
    postgres.execute("create table other.footfall_streams as table owned.footfall_streams");
    postgres.execute("update other.footfall_streams set owner = replace(owner, '1h', '3h')");
    assertThat(
        refused("", with("--window=1h", output, sink, "--overwrite")),
        containsString("--window=3h there, --window=1h here"));
    awaitWrite(() -> postgres.rows("select sum(visits) from owned.visits_urls").toString());
  }

  /** The first job was submitted over REST, the second by a program that waits for its end. */
  private void assertReplacedJobsEnd(String job, String output) throws Exception {
    CompletableFuture<FootfallProcess.Ended> second =
        CompletableFuture.supplyAsync(
            () ->
                FootfallCall.run(
                    "visits",
                    "--runner=FlinkRunner",
                    "--flinkMaster=" + cluster.address(),
                    "--filesToStage=" + System.getProperty("footfall.job.jar"),
                    "--parallelism=1",
                    "--input=" + input(),
                    "--watch=1s",
                    "--window=1h",
                    "--updateEvery=1s",
                    "--stopAfterIdle=1h",
                    "--overwrite",
                    output));
    awaitEnd(() -> cluster.state(job).equals("FAILED"));
    assertThat(
        cluster.get("/jobs/" + job + "/exceptions").toString(),
        containsString("has taken over " + temp));
    OwnedDirectory.ofReports(temp.resolve("out").toString())
        .claim(new StreamOwner("third", Map.of(), Instant.EPOCH), "--output", true, false);
    awaitEnd(second::isDone);
    second
        .get()
        .assertStatus(74)
        .assertErr("footfall: Run third, started at 1970-01-01T00:00:00Z, has taken over ");
  }

  /** Adds files until a job that was replaced has tried to write. */
  private void awaitEnd(Callable<Boolean> ended) throws Exception {
    Await.until(
        "the job has ended",
        MOST,
        () -> {
          addFile(++files + ".csv");
          return ended.call();
        },
        cluster::logs);
  }

  private static String[] with(String option, String... more) {
    return Stream.concat(Stream.of(option), Stream.of(more)).toArray(String[]::new);
  }

  private void assertRefusedAsRunning(String option, String... more) {
    assertThat(
        refused("", with("--window=1h", with(option, more))),
        allOf(
            containsString("Another run was using"),
            containsString("choose another " + option.substring(0, option.indexOf('=')))));
  }

  /** Adds a file and waits until the job has written its records, so that it counts as active. */
  private void awaitWrite(Callable<String> written) throws Exception {
    String before = written.call();
    addFile(++files + ".csv");
    Await.until("the job has written", MOST, () -> !written.call().equals(before), cluster::logs);
  }

  /** Returns the names of the sealed batches. The note of the last write is up to 5 s older. */
  private String batches() throws IOException {
    Path folder = temp.resolve("lake/visits/_batches");
    if (!Files.exists(folder)) {
      return "";
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().toString();
    }
  }
}
