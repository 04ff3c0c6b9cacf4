package io.footfall.pipelines.doctor;

import io.footfall.dataset.Dataset;
import io.footfall.report.WindowSink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.GlobalConfiguration;

/**
 * The plan of a run, derived from its options; the input of the checks.
 *
 * @param options options by name, given by the user or set by the program
 * @param dataset the dataset; empty without a run, when only the machine is checked
 * @param files the input files, if the input is files
 * @param stream the input stream, if the input is a stream
 * @param output the directory for reports
 * @param rejects the directory for rejects
 * @param sinks the sinks for the reports of windows
 * @param cluster the Flink cluster; empty if this process runs the job
 */
public record Plan(
    Map<String, String> options,
    Optional<Dataset<?>> dataset,
    List<String> files,
    Optional<StreamPlan> stream,
    Optional<String> output,
    Optional<String> rejects,
    List<WindowSink> sinks,
    Optional<ClusterView> cluster) {

  private static final String SAVEPOINT = "execution.savepoint.path";

  /** Returns a plan without a run. */
  public static Plan ofNothing() {
    return new Plan(
        Map.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  /** Returns an option, or empty if it is not set. */
  Optional<String> option(String name) {
    return Optional.ofNullable(options.get(name));
  }

  /** Returns whether Flink runs the job, embedded or on a cluster. */
  boolean isOnFlink() {
    return option("runner").orElse("").endsWith("FlinkRunner");
  }

  /** Returns the number of parallel tasks. */
  int parallelism() {
    return option("parallelism")
        .filter(p -> p.matches("[1-9]\\d{0,8}"))
        .or(() -> cluster.flatMap(c -> c.setting("parallelism.default")))
        .map(Integer::parseInt)
        .orElse(1);
  }

  /** Returns the savepoint or checkpoint that the run resumes; empty if it starts without one. */
  public Optional<String> savepoint() {
    return option("savepointPath")
        .or(() -> cluster.flatMap(c -> c.setting(SAVEPOINT)))
        .or(
            () ->
                option("flinkConfDir")
                    .map(
                        folder ->
                            GlobalConfiguration.loadConfiguration(folder).toMap().get(SAVEPOINT)))
        .filter(path -> !path.isBlank());
  }
}
