package io.footfall.pipelines.runner;

import io.footfall.files.Destination;
import io.footfall.pipelines.console.ErrorOutput;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.JobListener;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.jspecify.annotations.Nullable;

/**
 * Reports on standard error why and how often a stream on Flink in this process restarts, which
 * Flink itself only logs. {@link Destination} reports a full disk.
 *
 * <p>Flink instantiates it, because {@code execution.job-listeners} names the class.
 */
public final class FlinkRestarts implements JobListener {
  /** Shorter than Flink's pause before a restart. */
  private static final long MILLIS_BETWEEN_POLLS = 500;

  private static final long MILLIS_UNTIL_RECOVERED = 30_000;
  private static final Set<JobStatus> ENDING = Set.of(JobStatus.FAILING, JobStatus.FAILED);

  /**
   * Matches the part to remove from a message that starts with a class name: the package, or the
   * whole name of a general exception.
   */
  private static final Pattern NAME =
      Pattern.compile(
          "^(?:[a-z]\\w*\\.)+(?=[A-Z][\\w$]*(?::|$))"
              + "(?:(?:\\w*IO|\\w*SQL|Runtime|IllegalState)Exception: )?");

  private final ErrorOutput err;

  /** The number of failures since the last recovery, by reason. */
  private final Map<String, Integer> failures = new HashMap<>();

  private long lastFailureMillis;

  /** Creates a listener for Flink. */
  public FlinkRestarts() {
    this(System.err);
  }

  FlinkRestarts(PrintStream err) {
    this.err = new ErrorOutput(err);
  }

  @Override
  public void onJobSubmitted(@Nullable JobClient client, @Nullable Throwable failure) {
    if (client instanceof MiniClusterJobClient) {
      Thread thread = new Thread(() -> watch(client), "footfall-restarts");
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public void onJobExecuted(@Nullable JobExecutionResult result, @Nullable Throwable failure) {}

  private void watch(JobClient client) {
    try {
      // The client only knows the result of a job; the cluster also knows why it restarts.
      Field field = MiniClusterJobClient.class.getDeclaredField("miniCluster");
      field.setAccessible(true);
      MiniCluster cluster = (MiniCluster) field.get(client);
      while (cluster.isRunning()) {
        poll(cluster, client.getJobID());
        Thread.sleep(MILLIS_BETWEEN_POLLS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ReflectiveOperationException | RuntimeException e) {
      return; // The cluster has ended.
    }
  }

  private void poll(MiniCluster cluster, JobID job) throws InterruptedException {
    try {
      AccessExecutionGraph graph = cluster.getExecutionGraph(job).get();
      @Nullable ErrorInfo failure = graph.getFailureInfo();
      // A failure that ends the job is reported as the outcome of the run.
      if (failure != null && !ENDING.contains(graph.getState())) {
        report(failure.getException(), failure.getTimestamp(), System.currentTimeMillis());
      }
    } catch (ExecutionException e) {
      return; // A busy cluster may not answer in time. The next attempt may succeed.
    }
  }

  /**
   * Reports the last failure of the job if it is new, and the recovery from earlier failures.
   *
   * @param millis the time of the failure
   */
  void report(Throwable failure, long millis, long nowMillis) {
    if (millis > lastFailureMillis) {
      lastFailureMillis = millis;
      if (!Destination.isFull(failure)) {
        String reason = reason(failure);
        int times = failures.merge(reason.replaceAll("\\d+", "0"), 1, Integer::sum);
        if (Integer.toString(times).matches("10*")) {
          err.warning(
              "the stream failed%s: %s. It restarts from its last checkpoint."
                  .formatted(times == 1 ? "" : " " + times + " times", reason));
        }
      }
    }
    if (!failures.isEmpty() && nowMillis - lastFailureMillis > MILLIS_UNTIL_RECOVERED) {
      int restarts = failures.values().stream().mapToInt(Integer::intValue).sum();
      err.note(
          "the stream recovered after " + restarts + (restarts == 1 ? " restart." : " restarts."));
      failures.clear();
    }
  }

  /** Returns the message of the innermost cause that has one, in one line. */
  private static String reason(Throwable failure) {
    String reason = failure.toString();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t.getMessage() != null) {
        reason = t.getMessage();
      }
    }
    return NAME.matcher(reason.lines().findFirst().orElse(""))
        .replaceFirst("")
        .replaceFirst("\\.+$", "");
  }
}
