package io.footfall.pipelines.doctor;

import io.footfall.stream.KafkaMessages;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.regions.Region;

/**
 * How a stream is going to be read.
 *
 * @param topic the topic, if it is one of Kafka
 * @param kinesis the stream, if it is one of Kinesis
 * @param watched the folders and globs, if it is files as they come
 * @param window how long windows are
 * @param allowedLateness how long after their end they take records
 * @param idleAfter when a silent shard no longer holds them; zero for never
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
   * A stream of Kinesis.
   *
   * @param stream its name
   * @param region where it is; empty if nobody has said
   * @param endpoint the service, if it is not that of AWS
   * @param consumerArn the consumer with enhanced fan-out, if it is read through one
   */
  public record Kinesis(
      String stream,
      Optional<Region> region,
      Optional<URI> endpoint,
      Optional<String> consumerArn) {}
}
