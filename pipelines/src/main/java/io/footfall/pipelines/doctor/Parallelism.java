package io.footfall.pipelines.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Whether as many tasks work as on the last run.
 *
 * <p>A stream is cut into as many parts as its first run had tasks, and stays so in every
 * checkpoint. Fewer tasks read several parts each: nothing is wrong with the numbers, but it is
 * slower. More tasks than parts have nothing to read. What the last run had is in the savepoint or
 * checkpoint that this one goes on from ({@link SavepointMetadata}); without one, the cluster knows
 * its last job of the same name.
 */
final class Parallelism implements Check {
  @Override
  public String subject() {
    return "parallelism";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    if (plan.stream().isEmpty() || !plan.isOnFlink()) {
      return Optional.empty();
    }
    int planned = plan.parallelism();
    Optional<String> savepoint =
        plan.option("savepointPath")
            .or(() -> plan.cluster().flatMap(c -> c.setting("execution.savepoint.path")))
            .filter(path -> !path.isBlank());
    if (savepoint.isPresent()) {
      return SavepointMetadata.parallelism(savepoint.get())
          .map(earlier -> resumed(planned, earlier, savepoint.get()))
          .orElseGet(
              () ->
                  Finding.warning(
                      planned
                          + "; "
                          + savepoint.get()
                          + " cannot be read from here, so nobody can say whether it is as on the"
                          + " last run."));
    }
    Optional<JsonNode> last = plan.cluster().flatMap(c -> lastJob(c, jobName(plan)));
    if (last.isPresent()) {
      String id = last.get().path("jid").asText();
      int earlier =
          plan.cluster().flatMap(c -> c.get("/jobs/" + id)).stream()
              .flatMap(job -> StreamSupport.stream(job.path("vertices").spliterator(), false))
              .mapToInt(vertex -> vertex.path("parallelism").asInt())
              .max()
              .orElse(0);
      if (planned < earlier) {
        return Finding.warning(
            planned
                + ", and the last run ("
                + id
                + ") had "
                + earlier
                + ": the stream would be cut into fewer parts than then, which later runs from its"
                + " checkpoints keep. --parallelism="
                + earlier
                + " is as it was.");
      }
    }
    return Finding.ok(planned == 1 ? "1 task at a time" : planned + " tasks at a time");
  }

  private static Optional<Finding> resumed(int planned, int earlier, String savepoint) {
    if (planned < earlier) {
      return Finding.warning(
          planned
              + ", and "
              + savepoint
              + " is of a run with "
              + earlier
              + ": that is right, but fewer tasks read all parts of the stream. --parallelism="
              + earlier
              + " is as it was.");
    }
    if (planned > earlier) {
      return Finding.warning(
          planned
              + ", and "
              + savepoint
              + " is of a run with "
              + earlier
              + ": the stream stays cut into as many parts as its first run had tasks, and tasks"
              + " beyond those have nothing to read. --parallelism="
              + earlier
              + " is as it was.");
    }
    return Finding.ok(planned + ", as in " + savepoint);
  }

  static String jobName(Plan plan) {
    return plan.option("jobName").orElse("");
  }

  private static Optional<JsonNode> lastJob(ClusterView cluster, String name) {
    return cluster.get("/jobs/overview").stream()
        .flatMap(answer -> StreamSupport.stream(answer.path("jobs").spliterator(), false))
        .filter(job -> job.path("name").asText().equals(name))
        .max(Comparator.comparingLong(job -> job.path("start-time").asLong()));
  }
}
