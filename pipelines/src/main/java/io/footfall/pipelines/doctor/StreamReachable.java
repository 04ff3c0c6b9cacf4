package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.publish.KafkaTopic;
import io.footfall.pipelines.publish.KinesisStream;
import io.footfall.source.InputFiles;
import io.footfall.stream.KafkaMessages;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Checks that the stream exists and responds. A cluster can be in another network than this
 * machine, so a failure is then only a warning.
 */
final class StreamReachable implements Check {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public String subject() {
    return "stream";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    if (plan.stream().isEmpty()) {
      return Optional.empty();
    }
    StreamPlan stream = plan.stream().get();
    try {
      if (stream.topic().isPresent()) {
        KafkaMessages topic = stream.topic().get();
        KafkaTopic.check(topic.brokers(), topic.topic(), topic.settings(), "input");
        return Finding.ok("topic " + topic.topic());
      }
      if (stream.kinesis().isPresent() && stream.kinesis().get().region().isPresent()) {
        StreamPlan.Kinesis kinesis = stream.kinesis().get();
        try (KinesisStream opened =
            KinesisStream.open(
                kinesis.stream(),
                kinesis.region().get(),
                kinesis.endpoint().orElse(null),
                PATIENCE)) {
          kinesis.consumerArn().ifPresent(opened::checkConsumer);
        }
        return Finding.ok("stream " + kinesis.stream());
      }
      for (String folder : stream.watched()) {
        if (InputFiles.isMissing(folder)) {
          return missing(
              plan,
              Kind.NO_INPUT,
              "Directory not found: " + folder + ". Create it, or check --input.");
        }
      }
      return stream.watched().isEmpty()
          ? Optional.empty()
          : Finding.ok(String.join(", ", stream.watched()));
    } catch (FootfallException e) {
      return missing(plan, e.kind(), String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) { // the file with Kafka's settings
      return missing(plan, Kind.IO, e.getMessage() + ".");
    }
  }

  private static Optional<Finding> missing(Plan plan, Kind kind, String message) {
    return plan.cluster().isEmpty() || kind == Kind.USAGE
        ? Finding.refused(kind, message)
        : Finding.warning(message + " The cluster may be able to reach it.");
  }
}
