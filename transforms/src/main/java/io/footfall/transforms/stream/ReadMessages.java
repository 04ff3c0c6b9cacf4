package io.footfall.transforms.stream;

import io.footfall.dataset.Dataset;
import io.footfall.records.ReadSettings;
import io.footfall.stream.EventTimes;
import io.footfall.stream.KafkaMessages;
import io.footfall.stream.KinesisMessages;
import io.footfall.stream.Lateness;
import io.footfall.stream.MessageForm;
import io.footfall.stream.MessageSource;
import io.footfall.stream.RecordBlock;
import io.footfall.stream.WatchedFileSource;
import io.footfall.stream.WatchedFiles;
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
public final class ReadMessages extends PTransform<PBegin, PCollection<RecordBlock>> {
  private final From from;
  private final @Nullable Duration stopAfterIdle;

  /** Makes the source. */
  @FunctionalInterface
  private interface From extends java.io.Serializable {
    UnboundedSource<RecordBlock, ?> source(@Nullable Duration stopAfterIdle);
  }

  private ReadMessages(From from, @Nullable Duration stopAfterIdle) {
    this.from = from;
    this.stopAfterIdle = stopAfterIdle;
  }

  /**
   * Returns a transform that reads a Kafka topic.
   *
   * @param dataset the dataset of the records in the messages
   * @param settings their format: JSON, or CSV without a header
   */
  public static ReadMessages fromKafka(
      KafkaMessages topic, Dataset<?> dataset, ReadSettings settings, Lateness lateness) {
    EventTimes.Spec<?> times = new EventTimes.Spec<>(dataset, settings);
    return new ReadMessages(stop -> of(topic.source(), topic.form(), times, lateness, stop), null);
  }

  /**
   * Returns a transform that reads a Kinesis stream.
   *
   * @param dataset the dataset of the records in the messages
   * @param settings their format: JSON, or CSV without a header
   */
  public static ReadMessages fromKinesis(
      KinesisMessages stream, Dataset<?> dataset, ReadSettings settings, Lateness lateness) {
    EventTimes.Spec<?> times = new EventTimes.Spec<>(dataset, settings);
    return new ReadMessages(
        stop -> of(stream.source(), stream.form(), times, lateness, stop), null);
  }

  /**
   * Returns a transform that reads files as they arrive ({@link WatchedFileSource}).
   *
   * @param dataset the dataset whose records the files have
   * @param settings how the files are written
   */
  public static ReadMessages fromFiles(
      WatchedFiles files, Dataset<?> dataset, ReadSettings settings, Lateness lateness) {
    return new ReadMessages(
        stop -> {
          WatchedFileSource<?> source = WatchedFileSource.of(files, dataset, settings, lateness);
          return stop == null ? source : source.withStopAfterIdle(stop);
        },
        null);
  }

  /**
   * Returns a copy that ends the stream after this long without messages; by default it never ends.
   */
  public ReadMessages withStopAfterIdle(Duration value) {
    return new ReadMessages(from, value);
  }

  private static <T, M extends CheckpointMark> MessageSource<T, M> of(
      UnboundedSource<T, M> below,
      MessageForm<T> form,
      EventTimes.Spec<?> times,
      Lateness lateness,
      @Nullable Duration stopAfterIdle) {
    MessageSource<T, M> source = MessageSource.of(below, form, times, lateness);
    return stopAfterIdle == null ? source : source.withStopAfterIdle(stopAfterIdle);
  }

  @Override
  public PCollection<RecordBlock> expand(PBegin input) {
    return input.apply("ReadSource", Read.from(from.source(stopAfterIdle)));
  }
}
