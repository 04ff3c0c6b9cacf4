package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options for reading a stream. */
public interface StreamOptions extends PipelineOptions {
  @Description(
      "Poll the directories, globs or prefixes of --input for new files this often, and count them as a stream.")
  @Listed(
      heading = Heading.STREAM,
      place = 10,
      value = "DURATION",
      fallback = "read the files once",
      alsoOfFiles = true)
  @Nullable String getWatch();

  void setWatch(@Nullable String value);

  @Description(
      "Watermark delay: how far out of order the records of one shard or partition may be.")
  @Default.String("10s")
  @Listed(heading = Heading.STREAM, place = 50, value = "DURATION", fallback = "10s")
  String getOutOfOrderness();

  void setOutOfOrderness(String value);

  @Description(
      "Idle timeout: an idle shard stops holding back the watermark after this long. 0s disables it.")
  @Default.String("2m")
  @Listed(heading = Heading.STREAM, place = 60, value = "DURATION", fallback = "2m")
  String getIdleAfter();

  void setIdleAfter(String value);

  @Description("Stop when no record has arrived for this long, and close all windows.")
  @Listed(heading = Heading.STREAM, place = 70, value = "DURATION", fallback = "run until stopped")
  @Nullable String getStopAfterIdle();

  void setStopAfterIdle(@Nullable String value);

  @Description(
      "Where to start without a checkpoint: earliest, latest or an instant such as"
          + " 2024-03-01T10:00:00Z. With --watch, selects files by modification time.")
  @Default.String("earliest")
  @Listed(heading = Heading.STREAM, place = 80, value = "POSITION", fallback = "earliest")
  String getInitialPosition();

  void setInitialPosition(String value);

  @Description("Kinesis: ARN of a registered consumer, for enhanced fan-out.")
  @Listed(
      heading = Heading.STREAM,
      place = 90,
      value = "ARN",
      fallback = "shared throughput of the shards")
  @Nullable String getConsumerArn();

  void setConsumerArn(@Nullable String value);

  @Description(
      "Kafka: properties file with consumer settings such as SASL. It is read where the consumer runs.")
  @Listed(heading = Heading.STREAM, place = 100, value = "FILE", fallback = "none")
  @Nullable String getKafkaConfig();

  void setKafkaConfig(@Nullable String value);

  @Description(
      "Kafka, Kinesis: warn and continue if records were deleted, by retention or with their topic,"
          + " before they were read.")
  @Listed(heading = Heading.STREAM, place = 110, fallback = "stop")
  boolean getAcceptDataLoss();

  void setAcceptDataLoss(boolean value);
}
