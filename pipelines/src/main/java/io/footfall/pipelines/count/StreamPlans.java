package io.footfall.pipelines.count;

import io.footfall.pipelines.doctor.StreamPlan;
import io.footfall.stream.InitialPosition;
import io.footfall.stream.KafkaMessages;
import io.footfall.stream.KinesisAddress;
import io.footfall.stream.WatchedFiles;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.aws2.options.AwsOptions;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/**
 * Derives the plan of a stream. Separate from {@link RunPlans}, because files need no connectors.
 */
final class StreamPlans {
  private StreamPlans() {}

  static StreamPlan of(CountSettings run, StreamSettings stream) {
    WindowSettings windows = run.windows().orElseThrow();
    boolean isKinesis = stream.watched().isEmpty() && KinesisAddress.isOne(run.input());
    return new StreamPlan(
        stream.isKafka()
            ? Optional.of(
                KafkaMessages.of(
                    run.input(), InitialPosition.EARLIEST, stream.kafkaConfig().orElse(null)))
            : Optional.empty(),
        isKinesis ? Optional.of(kinesis(run, stream)) : Optional.empty(),
        stream.watched().map(WatchedFiles::inputs).orElse(List.of()),
        windows.length(),
        windows.windows().allowedLateness(),
        stream.lateness().idleAfter(),
        stream.stopAfterIdle().isPresent());
  }

  private static StreamPlan.Kinesis kinesis(CountSettings run, StreamSettings stream) {
    AwsOptions aws = run.beam().as(AwsOptions.class);
    Optional<Region> region;
    try {
      region = Optional.ofNullable(aws.getAwsRegion());
    } catch (SdkClientException e) {
      region = Optional.empty();
    }
    return new StreamPlan.Kinesis(
        KinesisAddress.of(run.input()).stream(),
        region,
        Optional.ofNullable(aws.getEndpoint()),
        stream.consumerArn());
  }
}
