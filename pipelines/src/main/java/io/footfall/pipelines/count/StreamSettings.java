package io.footfall.pipelines.count;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.options.Durations;
import io.footfall.pipelines.options.InputOptions;
import io.footfall.pipelines.options.Problems;
import io.footfall.pipelines.runner.Streams;
import io.footfall.stream.InitialPosition;
import io.footfall.stream.KafkaAddress;
import io.footfall.stream.Lateness;
import io.footfall.stream.WatchedFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings for reading a stream.
 *
 * @param watched the files to poll for; empty for Kafka and Kinesis
 * @param isKafka whether it is a Kafka topic
 * @param position where to start without a checkpoint
 * @param lateness how the watermark follows the records
 * @param consumerArn Kinesis: the consumer with enhanced fan-out
 * @param kafkaConfig Kafka: the file of client settings
 * @param acceptsDataLoss whether records that were deleted unread are only a warning
 * @param stopAfterIdle when the stream ends; empty if it runs until it is stopped
 * @param lakeEvery the interval at which batches of the lake are written
 */
record StreamSettings(
    Optional<WatchedFiles> watched,
    boolean isKafka,
    InitialPosition position,
    Lateness lateness,
    Optional<String> consumerArn,
    Optional<String> kafkaConfig,
    boolean acceptsDataLoss,
    Optional<Duration> stopAfterIdle,
    Duration lakeEvery) {

  /** Returns the stream that the options describe. */
  static StreamSettings of(String input, CountOptions options, Problems problems) {
    Optional<String> watch = Optional.ofNullable(options.getWatch());
    boolean isKafka = watch.isEmpty() && KafkaAddress.isOne(input);
    if (options.getConsumerArn() != null && (isKafka || watch.isPresent())) {
      problems.add("--consumerArn applies to kinesis://STREAM, but --input is " + input + ".");
    }
    if (options.getKafkaConfig() != null && !isKafka) {
      problems.add(
          "--kafkaConfig applies to kafka://HOST:PORT/TOPIC, but --input is " + input + ".");
    }
    if (options.getAcceptDataLoss() && watch.isPresent()) {
      problems.add(
          "--acceptDataLoss applies to kafka://HOST:PORT/TOPIC and kinesis://STREAM, but --input is "
              + input
              + ".");
    }
    if (options.getBatch() != null) {
      problems.add("--batch applies to files. A stream writes a batch every --lakeEvery.");
    }
    InitialPosition position =
        problems.check(
            () -> InitialPosition.parse("initialPosition", options.getInitialPosition()),
            InitialPosition.EARLIEST);
    return new StreamSettings(
        watch.flatMap(
            every ->
                problems.check(
                    () -> Optional.of(watched(input, every, position)), Optional.empty())),
        isKafka,
        position,
        Lateness.DEFAULT
            .withOutOfOrderness(
                Durations.parse("outOfOrderness", options.getOutOfOrderness(), problems))
            .withIdleAfter(Durations.parse("idleAfter", options.getIdleAfter(), problems)),
        Optional.ofNullable(options.getConsumerArn()),
        Optional.ofNullable(options.getKafkaConfig()),
        options.getAcceptDataLoss(),
        Optional.ofNullable(options.getStopAfterIdle())
            .map(idle -> Durations.parse("stopAfterIdle", idle, problems)),
        Durations.parse("lakeEvery", options.getLakeEvery(), problems));
  }

  private static WatchedFiles watched(String option, String watch, InitialPosition position) {
    Duration every = Durations.parse("watch", watch);
    if (every.isZero()) {
      throw FootfallException.usage(
          "--watch=" + watch + " would poll without a pause. Use a duration such as 10s.");
    }
    for (String input : option.split(",", -1)) {
      if (Streams.isStream(input, null)) {
        throw FootfallException.usage(
            "--watch applies to files, but " + input + " is a stream. Leave --watch out.");
      }
    }
    // Workers have other working directories.
    List<String> inputs =
        InputOptions.paths(option).stream()
            .map(path -> path.contains(":/") ? path : Path.of(path).toAbsolutePath().toString())
            .toList();
    return WatchedFiles.of(inputs, every, position);
  }
}
