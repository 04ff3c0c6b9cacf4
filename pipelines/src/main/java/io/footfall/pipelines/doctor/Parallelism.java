package io.footfall.pipelines.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Checks that the parallelism is not lower than in the last run.
 *
 * <p>The first run divides a stream into as many parts as it has tasks, and every checkpoint keeps
 * that number. With fewer tasks, each reads several parts, which is correct but slower. Additional
 * tasks are idle. The last parallelism comes from the savepoint or checkpoint that the run restores
 * ({@link SavepointMetadata}), or from the last job of the same name on the cluster.
 */
final class Parallelism implements Check {
  @Override
  public String subject() {
    return "parallelism";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    if (plan.stream().isEmpty() || !plan.isOnFlink()) {
      return Optional.empty();
    }
    int planned = plan.parallelism();
    Optional<String> savepoint = plan.savepoint();
    if (savepoint.isPresent()) {
      return SavepointMetadata.read(savepoint.get())
          .map(earlier -> resumed(planned, earlier.parallelism(), savepoint.get()))
          .orElseGet(
              () ->
                  Finding.warning(
                      "%s; %s is not readable from here, so the parallelism of the last run is unknown."
                          .formatted(planned, savepoint.get())));
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
            ("%s, and the last run (%s) had %s: the stream would be divided into fewer parts,"
                    + " and runs that resume from its checkpoints keep that number. To keep the"
                    + " parallelism, set --parallelism=%s.")
                .formatted(planned, id, earlier, earlier));
      }
    }
    return Finding.ok(planned == 1 ? "1 task at a time" : planned + " tasks at a time");
  }

  private static Optional<Finding> resumed(int planned, int earlier, String savepoint) {
    if (planned < earlier) {
      return Finding.warning(
          ("%s, and %s comes from a run with %s. Fewer tasks are correct but slower. To keep the"
                  + " parallelism, set --parallelism=%s.")
              .formatted(planned, savepoint, earlier, earlier));
    }
    if (planned > earlier) {
      return Finding.warning(
          ("%s, and %s comes from a run with %s. The stream keeps the number of parts of its first"
                  + " run, and tasks beyond that are idle. To keep the parallelism, set --parallelism=%s.")
              .formatted(planned, savepoint, earlier, earlier));
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
