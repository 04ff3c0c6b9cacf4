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
 * Whether the stream is there and answers. From a cluster another network may be seen than from
 * here: then it is only a warning.
 */
final class StreamIsThere implements Check {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public String subject() {
    return "stream";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    if (plan.stream().isEmpty()) {
      return Optional.empty();
    }
    StreamPlan stream = plan.stream().get();
    try {
      if (stream.topic().isPresent()) {
        KafkaMessages topic = stream.topic().get();
        KafkaTopic.check(topic.brokers(), topic.topic(), topic.settings(), "input");
        return Finding.ok("the topic " + topic.topic() + " is there");
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
        return Finding.ok("the stream " + kinesis.stream() + " is there");
      }
      for (String folder : stream.watched()) {
        if (InputFiles.isMissing(folder)) {
          return notThere(
              plan,
              Kind.NO_INPUT,
              "There is no folder " + folder + " to watch. Make it, or check --input.");
        }
      }
      return stream.watched().isEmpty()
          ? Optional.empty()
          : Finding.ok(String.join(", ", stream.watched()));
    } catch (FootfallException e) {
      return notThere(plan, e.kind(), String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) { // the file of Kafka's settings
      return notThere(plan, Kind.IO, e.getMessage() + ".");
    }
  }

  private static Optional<Finding> notThere(Plan plan, Kind kind, String message) {
    return plan.cluster().isEmpty() || kind == Kind.USAGE
        ? Finding.refused(kind, message)
        : Finding.warning(message + " The cluster may see more.");
  }
}
