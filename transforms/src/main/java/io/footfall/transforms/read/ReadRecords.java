package io.footfall.transforms.read;

import io.footfall.dataset.Dataset;
import io.footfall.records.ReadSettings;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.SlicePlan;
import io.footfall.stream.EventTimes;
import io.footfall.stream.KafkaMessages;
import io.footfall.stream.KinesisMessages;
import io.footfall.stream.Lateness;
import io.footfall.stream.MessageForm;
import io.footfall.stream.MessageSource;
import io.footfall.stream.RecordBlock;
import io.footfall.stream.WatchedFileSource;
import io.footfall.stream.WatchedFiles;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.Source;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * Emits the input of a run as blocks of records. Files and lakes are bounded input; Kafka topics,
 * Kinesis streams and watched directories are unbounded.
 *
 * <p>For files, a block is a slice: a range of bytes of one file, which the next step reads and
 * parses. For a stream, a block contains messages in the order in which their shard has them, and a
 * watermark that follows the event times in the records ({@link MessageSource}).
 */
public final class ReadRecords extends PTransform<PBegin, PCollection<RecordBlock>> {
  private final From from;
  private final Reading reading;

  /** Creates the source. */
  @FunctionalInterface
  private interface From extends Serializable {
    Source<RecordBlock> source(Reading reading);
  }

  /** Settings for reading a source; each kind of source uses those that apply to it. */
  private record Reading(
      int workers,
      boolean unsplittable,
      boolean waiting,
      boolean lastFirst,
      @Nullable Duration stopAfterIdle)
      implements Serializable {}

  private ReadRecords(From from, Reading reading) {
    this.from = from;
    this.reading = reading;
  }

  private static ReadRecords of(From from) {
    return new ReadRecords(from, new Reading(2, false, false, false, null));
  }

  /** Returns a transform that reads files, including those of a lake. */
  public static ReadRecords fromFiles(List<InputFile> files) {
    List<InputFile> all = List.copyOf(files);
    return of(
        how ->
            new FileSlices(
                SlicePlan.bundles(all, how.workers, how.unsplittable),
                all.size(),
                how.waiting ? how.workers : 0,
                how.lastFirst));
  }

  /**
   * Returns a transform that reads a Kafka topic.
   *
   * @param dataset the dataset of the records in the messages
   * @param settings their format: JSON, or CSV without a header
   */
  public static ReadRecords fromKafka(
      KafkaMessages topic, Dataset<?> dataset, ReadSettings settings, Lateness lateness) {
    EventTimes.Spec<?> times = new EventTimes.Spec<>(dataset, settings);
    return of(how -> messages(topic.source(), topic.form(), times, lateness, how));
  }

  /**
   * Returns a transform that reads a Kinesis stream.
   *
   * @param dataset the dataset of the records in the messages
   * @param settings their format: JSON, or CSV without a header
   */
  public static ReadRecords fromKinesis(
      KinesisMessages stream, Dataset<?> dataset, ReadSettings settings, Lateness lateness) {
    EventTimes.Spec<?> times = new EventTimes.Spec<>(dataset, settings);
    return of(how -> messages(stream.source(), stream.form(), times, lateness, how));
  }

  /**
   * Returns a transform that reads files as they arrive ({@link WatchedFileSource}).
   *
   * @param dataset the dataset of the records in the files
   * @param settings how the files are written
   */
  public static ReadRecords fromWatchedFiles(
      WatchedFiles files, Dataset<?> dataset, ReadSettings settings, Lateness lateness) {
    return of(
        how -> {
          WatchedFileSource<?> source = WatchedFileSource.of(files, dataset, settings, lateness);
          return how.stopAfterIdle == null ? source : source.withStopAfterIdle(how.stopAfterIdle);
        });
  }

  private static <T, M extends CheckpointMark> MessageSource<T, M> messages(
      UnboundedSource<T, M> below,
      MessageForm<T> form,
      EventTimes.Spec<?> times,
      Lateness lateness,
      Reading how) {
    MessageSource<T, M> source = MessageSource.of(below, form, times, lateness);
    return how.stopAfterIdle == null ? source : source.withStopAfterIdle(how.stopAfterIdle);
  }

  /** Returns a copy that slices files for another number of workers, at least 1. Default: 2. */
  public ReadRecords withWorkers(int value) {
    return new ReadRecords(
        from,
        new Reading(
            Math.max(1, value),
            reading.unsplittable,
            reading.waiting,
            reading.lastFirst,
            reading.stopAfterIdle));
  }

  /** Returns a copy that reads every file whole, for records so long that slices do not pay off. */
  public ReadRecords withoutSplits() {
    return new ReadRecords(
        from,
        new Reading(
            reading.workers, true, reading.waiting, reading.lastFirst, reading.stopAfterIdle));
  }

  /**
   * Returns a copy for the DirectRunner, for use with {@link
   * io.footfall.transforms.count.CountRecords}. Workers without a file wait until the others have
   * read theirs. Otherwise they would poll for work in a loop, and compete for CPU time with the
   * threads that decompress and parse.
   */
  public ReadRecords withWaitingWorkers() {
    return new ReadRecords(
        from,
        new Reading(
            reading.workers, reading.unsplittable, true, reading.lastFirst, reading.stopAfterIdle));
  }

  /**
   * Returns a copy for a runner that begins with the last part of a source, as Flink does. The
   * small parts, which let all workers end at the same time, then come first.
   */
  public ReadRecords withLastPartFirst() {
    return new ReadRecords(
        from,
        new Reading(
            reading.workers, reading.unsplittable, reading.waiting, true, reading.stopAfterIdle));
  }

  /**
   * Returns a copy that ends a stream after this long without messages; by default it never ends.
   */
  public ReadRecords withStopAfterIdle(Duration value) {
    return new ReadRecords(
        from,
        new Reading(
            reading.workers, reading.unsplittable, reading.waiting, reading.lastFirst, value));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.include("source", from.source(reading));
  }

  @Override
  public PCollection<RecordBlock> expand(PBegin input) {
    Source<RecordBlock> source = from.source(reading);
    return input.apply(
        "ReadSource",
        source instanceof BoundedSource<RecordBlock> bounded
            ? Read.from(bounded)
            : Read.from((UnboundedSource<RecordBlock, ?>) source));
  }
}
