package io.footfall.pipelines.options;

import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;

/** The options of a command that uses Kinesis without a runner. Beam declares them. */
public interface KinesisOptions extends PipelineOptions {
  /** The option for the endpoint of Kinesis. S3 has an option of its own, {@code --s3Endpoint}. */
  String ENDPOINT = "endpoint";

  /** The options that help lists. */
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
