package io.footfall.transforms.stream;

import io.footfall.dataset.Dataset;
import io.footfall.records.ReadSettings;
import io.footfall.stream.EventTimes;
import io.footfall.stream.KafkaMessages;
import io.footfall.stream.KinesisMessages;
import io.footfall.stream.Lateness;
import io.footfall.stream.MessageBatch;
import io.footfall.stream.MessageForm;
import io.footfall.stream.MessageSource;
import java.time.Duration;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of a stream, in its order within a shard, with a watermark that follows the
 * event times in the records ({@link MessageSource}).
 */
public final class ReadMessages extends PTransform<PBegin, PCollection<MessageBatch>> {
  private final From from;
  private final @Nullable Duration stopAfterIdle;

  /** Makes the source. */
  @FunctionalInterface
  private interface From extends java.io.Serializable {
    MessageSource<?, ?> source();
  }

  private ReadMessages(From from, @Nullable Duration stopAfterIdle) {
    this.from = from;
    this.stopAfterIdle = stopAfterIdle;
  }

  /**
   * From a topic of Kafka.
   *
   * @param dataset the dataset whose records the messages have
   * @param settings how they are written: JSON, or CSV without a header
   */
  public static ReadMessages fromKafka(
      KafkaMessages topic, Dataset<?> dataset, ReadSettings settings, Lateness lateness) {
    EventTimes.Spec<?> times = new EventTimes.Spec<>(dataset, settings);
    return new ReadMessages(() -> of(topic.source(), topic.form(), times, lateness), null);
  }

  /**
   * From a stream of Kinesis.
   *
   * @param dataset the dataset whose records the messages have
   * @param settings how they are written: JSON, or CSV without a header
   */
  public static ReadMessages fromKinesis(
      KinesisMessages stream, Dataset<?> dataset, ReadSettings settings, Lateness lateness) {
    EventTimes.Spec<?> times = new EventTimes.Spec<>(dataset, settings);
    return new ReadMessages(() -> of(stream.source(), stream.form(), times, lateness), null);
  }

  /** The stream counts as ended once no message has come for so long. Never, if not said. */
  public ReadMessages withStopAfterIdle(Duration value) {
    return new ReadMessages(from, value);
  }

  private static <T, M extends CheckpointMark> MessageSource<T, M> of(
      UnboundedSource<T, M> below,
      MessageForm<T> form,
      EventTimes.Spec<?> times,
      Lateness lateness) {
    return MessageSource.of(below, form, times, lateness);
  }

  @Override
  public PCollection<MessageBatch> expand(PBegin input) {
    MessageSource<?, ?> source = from.source();
    return input.apply(
        "ReadSource",
        Read.from(stopAfterIdle == null ? source : source.withStopAfterIdle(stopAfterIdle)));
  }
}
