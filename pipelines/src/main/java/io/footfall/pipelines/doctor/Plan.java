package io.footfall.pipelines.doctor;

import io.footfall.dataset.Dataset;
import io.footfall.postgres.PostgresDatabase;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run is going to do, as far as its options tell: what the checks look at.
 *
 * @param options by name: those that were typed, and what the program sets itself
 * @param dataset what is counted; empty if there is no run, and only the machine is looked at
 * @param files what is read, if it is files
 * @param stream what is read, if it is a stream
 * @param output the folder that takes the reports
 * @param rejects the folder that takes what is not counted
 * @param sink the database that takes the reports of a stream
 * @param cluster the Flink cluster that runs it; empty if this process does
 */
public record Plan(
    Map<String, String> options,
    Optional<Dataset<?>> dataset,
    List<String> files,
    Optional<StreamPlan> stream,
    Optional<String> output,
    Optional<String> rejects,
    Optional<PostgresDatabase> sink,
    Optional<ClusterView> cluster) {

  /** No run at all. */
  public static Plan ofNothing() {
    return new Plan(
        Map.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** An option; empty if it is neither typed nor set by the program. */
  Optional<String> option(String name) {
    return Optional.ofNullable(options.get(name));
  }

  /** Whether Flink runs it, here or in a cluster. */
  boolean isOnFlink() {
    return option("runner").orElse("").endsWith("FlinkRunner");
  }

  /** How many tasks are to work at a time. */
  int parallelism() {
    return option("parallelism")
        .filter(p -> p.matches("[1-9]\\d{0,8}"))
        .or(() -> cluster.flatMap(c -> c.setting("parallelism.default")))
        .map(Integer::parseInt)
        .orElse(1);
  }
}
