package io.footfall.pipelines;

import io.footfall.dataset.Datasets;
import io.footfall.pipelines.doctor.ClusterView;
import io.footfall.pipelines.doctor.Plan;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.runner.Runners;
import io.footfall.pipelines.runner.Streams;
import io.footfall.postgres.PostgresDatabase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** What a run is going to do, read off its options. */
final class Plans {
  private Plans() {}

  /**
   * The plan of a run.
   *
   * @param name the name of the dataset
   * @param files what is read, if it is files; none to have them left out
   */
  static Plan of(String name, Arguments arguments, CountOptions options, List<String> files) {
    Map<String, String> all = new TreeMap<>(Runners.defaults(arguments.values()));
    all.putAll(arguments.values());
    all.put("runner", options.getRunner().getSimpleName());
    all.put("jobName", options.getJobName());
    boolean isStream = Streams.isStream(options.getInput(), options.getWatch());
    Optional<String> output = Optional.ofNullable(options.getOutput());
    return new Plan(
        all,
        Optional.of(Datasets.named(name, ReportCommand.zone(options.getZone()))),
        files,
        isStream ? Optional.of(StreamPlans.of(name, options)) : Optional.empty(),
        output,
        Optional.ofNullable(options.getRejects()),
        Optional.ofNullable(options.getSink()).map(PostgresDatabase::new),
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
