package io.footfall.pipelines.options;

import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;

/** The group of options of a command without a runner that uses Kinesis. Beam declares them. */
public interface KinesisOptions extends PipelineOptions {
  /** The option for another service, which is without effect on S3. */
  String ENDPOINT = "endpoint";

  /** The options for help. */
  List<OptionTable.RunnerOption> LISTED =
      List.of(
          new OptionTable.RunnerOption(
              "awsRegion",
              "REGION",
              "Kinesis: region of the stream.",
              "from the environment, the profile or the machine"),
          new OptionTable.RunnerOption(
              ENDPOINT, "URL", "Kinesis: endpoint of a service other than AWS.", "AWS"));
}
