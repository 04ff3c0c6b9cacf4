package io.footfall.pipelines.count;

import io.footfall.pipelines.doctor.StreamPlan;
import io.footfall.pipelines.options.Durations;
import io.footfall.stream.InitialPosition;
import io.footfall.stream.KafkaAddress;
import io.footfall.stream.KafkaMessages;
import io.footfall.stream.KinesisAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.beam.sdk.io.aws2.options.AwsOptions;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/** Describes how a stream is read. Separate from {@link RunPlans}: files need no connectors. */
final class StreamPlans {
  private StreamPlans() {}

  /** Returns the plan that options specify. */
  static StreamPlan of(String name, CountOptions options) {
    String input = Objects.requireNonNull(options.getInput());
    String window = StreamRun.window(name, options);
    String watch = options.getWatch();
    boolean isTopic = watch == null && KafkaAddress.isOne(input);
    boolean isKinesis = watch == null && KinesisAddress.isOne(input);
    return new StreamPlan(
        isTopic
            ? Optional.of(
                KafkaMessages.of(input, InitialPosition.EARLIEST, options.getKafkaConfig()))
            : Optional.empty(),
        isKinesis ? Optional.of(kinesis(input, options)) : Optional.empty(),
        watch == null ? List.of() : StreamRun.watched(options, watch).inputs(),
        window.equals("day") ? Duration.ofDays(1) : Durations.parse("window", window),
        Durations.parse("allowedLateness", options.getAllowedLateness()),
        Durations.parse("idleAfter", options.getIdleAfter()),
        options.getStopAfterIdle() != null);
  }

  private static StreamPlan.Kinesis kinesis(String input, CountOptions options) {
    AwsOptions aws = options.as(AwsOptions.class);
    Optional<Region> region;
    try {
      region = Optional.ofNullable(aws.getAwsRegion());
    } catch (SdkClientException e) {
      region = Optional.empty();
    }
    return new StreamPlan.Kinesis(
        KinesisAddress.of(input).stream(),
        region,
        Optional.ofNullable(aws.getEndpoint()),
        Optional.ofNullable(options.getConsumerArn()));
  }
}
