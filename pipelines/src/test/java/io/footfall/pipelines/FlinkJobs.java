package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.footfall.testing.process.Await;
import io.footfall.testing.process.FlinkCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Jobs of the packaged program in a cluster, started and stopped as a user does. */
record FlinkJobs(FlinkCluster cluster) {
  private static final Duration MOST = Duration.ofMinutes(10);
  private static final Pattern JOB = Pattern.compile("JobID ([0-9a-f]{32})");
  private static final Pattern SAVEPOINT = Pattern.compile("Path: (file:\\S+)");

  /**
   * Starts a job by {@code flink run -d}.
   *
   * @param from the checkpoint or savepoint to restore; empty for none
   * @param arguments of the program
   * @return the job's id
   */
  String submit(String from, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("run", "-d"));
    if (!from.isEmpty()) {
      command.addAll(List.of("-s", from));
    }
    command.add(System.getProperty("footfall.job.jar"));
    command.addAll(arguments);
    return found(JOB, runWell(command));
  }

  /**
   * Starts the report of a stream of visits that runs until it is stopped, and waits for its first
   * checkpoint. Whatever this machine is busy with, silence does not mean there that the time of
   * the records is over.
   *
   * @param from as {@link #submit} takes it
   */
  String submitVisits(String from, int parallelism, List<String> options) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "visits",
                "--runner=FlinkRunner",
                "--parallelism=" + parallelism,
                "--checkpointingInterval=1000",
                "--idleAfter=30m"));
    arguments.addAll(options);
    String job = submit(from, arguments);
    awaitCheckpoint(job);
    return job;
  }

  /** Stops a job with a savepoint; gives where that is. */
  String stop(String job) throws Exception {
    awaitCheckpoint(job);
    return cluster.stop(job, false);
  }

  /** The same by {@code flink stop}, as a person does it. */
  String stopByCommand(String job) throws Exception {
    awaitCheckpoint(job);
    return found(SAVEPOINT, runWell(List.of("stop", job)));
  }

  /** Stops a job after it has ended its windows. */
  void stopAfterAllWindows(String job) throws Exception {
    awaitCheckpoint(job);
    cluster.stop(job, true);
  }

  private String runWell(List<String> command) throws Exception {
    FlinkCluster.Ended ended = cluster.flink(command.toArray(new String[0]));
    assertThat(ended.output() + "\n" + cluster.logs(), ended.status(), is(0));
    return ended.output();
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(text, matcher.find(), is(true));
    return matcher.group(1);
  }

  /**
   * Waits until the job has completed a checkpoint that began after this call. All its tasks have
   * run since then, so it can be stopped. A count of completed checkpoints would not show that: the
   * REST interface answers from a cache, and a job that is restarting keeps its count.
   */
  void awaitCheckpoint(String job) throws Exception {
    long now = System.currentTimeMillis();
    Await.until(
        "a new checkpoint is completed",
        MOST,
        () ->
            cluster
                    .get("/jobs/" + job + "/checkpoints")
                    .at("/latest/completed/trigger_timestamp")
                    .asLong()
                > now,
        cluster::logs);
  }

  /** Waits until the job has failed, and has been restarted. */
  void awaitRestart(String job) throws Exception {
    Await.until(
        "the job is restarted",
        MOST,
        () ->
            cluster.get("/jobs/" + job + "/metrics?get=numRestarts").path(0).path("value").asInt()
                > 0,
        cluster::logs);
  }

  /** Waits until the job has ended well. */
  void awaitFinished(String job) throws Exception {
    Await.until(
        "the job is finished",
        MOST,
        () -> {
          String state = cluster.state(job);
          if (state.equals("FAILED") || state.equals("CANCELED")) {
            throw new AssertionError("the job is " + state + "\n" + cluster.logs());
          }
          return state.equals("FINISHED");
        },
        cluster::logs);
  }

  /** The ids of all jobs that the cluster knows. */
  Set<String> all() throws Exception {
    Set<String> ids = new TreeSet<>();
    cluster.get("/jobs/overview").path("jobs").forEach(job -> ids.add(job.path("jid").asText()));
    return ids;
  }

  /** The names of the metrics of the step whose name has this in it, without what is before. */
  Set<String> metrics(String job, String step) throws Exception {
    Set<String> metrics = new TreeSet<>();
    for (JsonNode vertex : cluster.get("/jobs/" + job).path("vertices")) {
      if (vertex.path("name").asText().contains(step)) {
        for (JsonNode metric :
            cluster.get(
                "/jobs/" + job + "/vertices/" + vertex.path("id").asText() + "/subtasks/metrics")) {
          metrics.add(metric.path("id").asText().replaceAll(".*\\.footfall_", ""));
        }
      }
    }
    return metrics;
  }
}
