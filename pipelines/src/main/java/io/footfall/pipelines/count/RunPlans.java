package io.footfall.pipelines.count;

import io.footfall.pipelines.doctor.ClusterView;
import io.footfall.pipelines.doctor.Plan;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.runner.Runners;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** Derives the plan of a run, which the doctor checks. */
final class RunPlans {
  private RunPlans() {}

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
