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
import io.footfall.testing.process.Await;
import io.footfall.testing.process.FlinkCluster;
import io.footfall.testing.process.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Submissions one after the other to one JobManager with the metaspace that Flink gives it by
 * default: what a submission leaves in memory adds up.
 */
class RestSubmissionsIT {
  /** With those of the other test more than 30. */
  private static final int JOBS = 27;

  private static final Duration MOST = Duration.ofMinutes(3);

  @TempDir static Path shared;
  private static PostgresServer postgres;
  private static FlinkCluster cluster;
  private static FlinkJobs jobs;
  private static String jar;

  @TempDir Path temp;

  @BeforeAll
  static void start() throws Exception {
    postgres = PostgresServer.start(shared.resolve("postgres"));
    cluster =
        FlinkCluster.start(
            Files.createDirectory(shared.resolve("flink")),
            1,
            Map.of(),
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

  private static String sink() {
    return "--sink=" + postgres.url() + "?user=" + PostgresServer.USER;
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
      cluster.cancel(submit("", sink(), "--overwrite"));
    }
    assertThat(cluster.logs(), not(containsString("OutOfMemoryError")));
    assertThat(cluster.logs(), not(containsString("No suitable driver")));
  }

  @Test
  void refusesTheOutputsOfAnotherJobAndAnotherWindowForASavepoint() throws Exception {
    addFile("a.csv");
    String output = "--output=" + temp.resolve("out");
    String lake = "--lake=" + temp.resolve("lake");
    String[] all = {
      "--window=1h",
      "--updateEvery=1s",
      "--checkpointingInterval=500",
      "--lakeEvery=1s",
      output,
      lake,
      sink(),
      "--overwrite"
    };
    String job = submit("", all);
    Await.until(
        "the windows are written to all of them",
        MOST,
        () ->
            Files.isRegularFile(temp.resolve("out/_stream.written"))
                && isWritten(temp.resolve("lake"))
                && !postgres.rows("select 1 from visits_urls").isEmpty(),
        cluster::logs);

    for (String one : List.of(output, sink())) {
      assertThat(
          refused("", "--window=2h", one), containsString("--window=1h there, --window=2h here"));
    }
    // The job writes what has just come: it is active.
    long batches = batches();
    addFile("b.csv");
    Await.until("another batch is sealed", MOST, () -> batches() > batches, cluster::logs);
    assertThat(
        refused("", "--output=" + temp.resolve("other"), lake),
        allOf(containsString("Another run of this stream wrote to"), containsString("--lake")));

    String savepoint = jobs.stop(job);
    String[] changed = all.clone();
    changed[0] = "--window=2h";
    assertThat(refused(savepoint, changed), containsString("--window=1h there, --window=2h here"));
  }

  private boolean isWritten(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".written"));
    }
  }

  private long batches() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("lake/visits/_batches"))) {
      return files.count();
    }
  }
}
