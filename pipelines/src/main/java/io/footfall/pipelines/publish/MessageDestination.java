package io.footfall.pipelines.publish;

import io.footfall.errors.FootfallException;
import io.footfall.stream.KafkaAddress;
import io.footfall.stream.KinesisAddress;
import org.apache.beam.sdk.io.aws2.options.AwsOptions;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/**
 * Opens the stream that messages are published to. A separate class, so that the command loads
 * without the client libraries of streams.
 */
final class MessageDestination {
  private MessageDestination() {}

  /**
   * Opens the stream of {@code --output}.
   *
   * @throws FootfallException if it is not a stream, or cannot be opened
   */
  static MessageStream open(PublishSettings settings) {
    String output = settings.output();
    if (KafkaAddress.isOne(output)) {
      KafkaAddress topic = KafkaAddress.of(output);
      return KafkaTopic.open(
          topic.brokers(),
          topic.topic(),
          KafkaAddress.settings(settings.kafkaConfig().orElse(null)),
          settings.patience());
    }
    if (!KinesisAddress.isOne(output)) {
      throw FootfallException.usage(
          "--output="
              + output
              + " is not a stream. Use kinesis://STREAM or kafka://HOST:PORT/TOPIC.");
    }
    AwsOptions aws = settings.beam().as(AwsOptions.class);
    return KinesisStream.open(
        KinesisAddress.of(output).stream(), region(aws), aws.getEndpoint(), settings.patience());
  }

  /** Returns the region from the options, the environment, the profile or the machine. */
  private static Region region(AwsOptions aws) {
    Region region;
    try {
      region = aws.getAwsRegion();
    } catch (SdkClientException e) {
      region = null;
    }
    if (region == null) {
      throw FootfallException.usage(
          "No AWS region is set. Set --awsRegion, such as eu-central-1, or AWS_REGION or AWS_PROFILE.");
    }
    return region;
  }
}
