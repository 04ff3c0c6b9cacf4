package io.footfall.pipelines.count;

import io.footfall.pipelines.doctor.ClusterView;
import io.footfall.pipelines.doctor.Doctor;
import io.footfall.pipelines.doctor.Plan;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.runner.Runners;
import io.footfall.pipelines.s3.S3Access;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** Derives the plan of a run, and has the doctor check it. */
final class RunPlans {
  private RunPlans() {}

  /**
   * Examines a run, and prints what is found.
   *
   * @return 0 if the run can start, otherwise the status that it would end with
   */
  static int examine(CountSettings settings, PrintStream out) {
    // Does not open buckets, because an unreachable bucket is one of the findings.
    return Doctor.examine(
        of(settings, settings.paths()),
        S3Access.view(settings.arguments().values(), settings.beam()),
        out);
  }

  /** Checks what a cluster needs before a run of files starts. */
  static void checkBeforeRun(CountSettings settings) {
    Doctor.beforeRun(of(settings, List.of()), System.err);
  }

  /**
   * Returns the plan of a run.
   *
   * @param files the files to check; empty to leave them out
   */
  static Plan of(CountSettings settings, List<String> files) {
    Arguments arguments = settings.arguments();
    Map<String, String> all = new TreeMap<>(Runners.defaults(arguments.values()));
    all.putAll(arguments.values());
    all.put("runner", settings.beam().getRunner().getSimpleName());
    all.put("jobName", settings.beam().getJobName());
    return new Plan(
        all,
        Optional.of(settings.dataset()),
        files,
        settings.stream().map(stream -> StreamPlans.of(settings, stream)),
        settings.output(),
        settings.rejects(),
        settings.sinks(),
        Runners.cluster(arguments.values())
            .filter(c -> all.get("runner").equals("FlinkRunner"))
            .map(address -> cluster(address, all.get("flinkConfDir"))));
  }

  private static ClusterView cluster(String address, @Nullable String configFolder) {
    if (!Runners.isInsideFlink()) {
      return ClusterView.at(
          address,
          configFolder == null
              ? Map.of()
              : GlobalConfiguration.loadConfiguration(configFolder).toMap());
    }
    ReadableConfig config = StreamExecutionEnvironment.getExecutionEnvironment().getConfiguration();
    return ClusterView.ofClient(config.toMap());
  }
}
