package io.footfall.pipelines.doctor;

import io.footfall.stream.KafkaMessages;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.regions.Region;

/**
 * The settings for reading a stream.
 *
 * @param topic the Kafka topic, if the source is Kafka
 * @param kinesis the Kinesis stream, if the source is Kinesis
 * @param watched the watched directories and globs, if the source is files
 * @param window length of the windows
 * @param allowedLateness how long after its end a window accepts records
 * @param idleAfter when an idle shard stops holding back the watermark; zero for never
 * @param hasEnd whether the run ends by itself
 */
public record StreamPlan(
    Optional<KafkaMessages> topic,
    Optional<Kinesis> kinesis,
    List<String> watched,
    Duration window,
    Duration allowedLateness,
    Duration idleAfter,
    boolean hasEnd) {

  /**
   * A Kinesis stream.
   *
   * @param stream name of the stream
   * @param region region of the stream; empty if not set
   * @param endpoint endpoint, if it is not that of AWS
   * @param consumerArn registered consumer, for enhanced fan-out
   */
  public record Kinesis(
      String stream,
      Optional<Region> region,
      Optional<URI> endpoint,
      Optional<String> consumerArn) {}
}
