package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * The group of options for a run on a runner. A command that has it also accepts the options of the
 * runner.
 */
public interface RunOptions extends PipelineOptions {
  @Description(
      "Number of partitions that the rows of a report are divided into. Without windows, each partition must fit in memory.")
  @Default.Integer(0)
  @Listed(heading = Heading.RUN, place = 10, value = "N", fallback = "derived from the input size")
  int getPartitions();

  void setPartitions(int value);

  @Description(
      "Wait until a run on a cluster has ended. Set to false if you start the run through Flink's REST API.")
  @Listed(
      heading = Heading.RUN,
      place = 30,
      value = "true|false",
      fallback = "true, except for streams without --stopAfterIdle")
  @Nullable Boolean getWait();

  void setWait(@Nullable Boolean value);
}
