package io.footfall.transforms.stream;

import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import io.footfall.lake.HourChunks;
import io.footfall.reading.Layout;
import io.footfall.reading.RecordReader;
import io.footfall.records.ReadSettings;
import io.footfall.rejects.Origin;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCode;
import io.footfall.source.MessageReader;
import io.footfall.stream.FileSection;
import io.footfall.stream.Message;
import io.footfall.stream.MessageBatch;
import io.footfall.transforms.aggregate.WindowedFold;
import io.footfall.transforms.lake.WriteLake;
import java.util.Objects;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Parses messages, finds late records by the watermark of each message, and folds the others into
 * aggregates of their windows, all in one step. Emits packed partials by partition, each with the
 * last timestamp of its window, and rejects, including late records.
 *
 * <p>With deduplication, valid records are not folded and counted here but passed on.
 *
 * <p>Records are counted per window and shard: valid records in the window of their event time;
 * rejected and late records, which have no open window, in that of their message's arrival.
 */
final class FoldMessages<R> extends DoFn<MessageBatch, KV<Long, byte[]>> {
  /** Packed partials by {@link PartitionKeys}. */
  static final TupleTag<KV<Long, byte[]>> PARTIALS = new TupleTag<>("partials") {};

  /** Valid records before deduplication, by window and partition of their ids. */
  static final TupleTag<KV<Long, byte[]>> RECORDS = new TupleTag<>("records") {};

  /** Good records for the lake, by {@link WriteLake#key}. */
  static final TupleTag<KV<Long, byte[]>> LAKE = new TupleTag<>("lake") {};

  /** Records that are not counted, with the reason. */
  static final TupleTag<Reject> REJECTS = new TupleTag<>("rejects") {};

  private static final PartitionKeys PARTS = new PartitionKeys(RecordChunks.PARTS);

  private final Dataset<R> dataset;
  private final ReadSettings settings;
  private final StreamWindows windows;
  private final PartitionKeys keys;
  private final boolean handingOn;
  private final boolean keeping;
  private final StreamMetrics metrics = new StreamMetrics();

  private transient @Nullable Work work;

  /**
   * Creates the fold.
   *
   * @param handingOn whether good records are {@link #RECORDS} and not folded
   * @param keeping whether good records go to a lake too
   */
  FoldMessages(
      Dataset<R> dataset,
      ReadSettings settings,
      StreamWindows windows,
      PartitionKeys keys,
      boolean handingOn,
      boolean keeping) {
    this.keeping = keeping;
    this.dataset = dataset;
    this.settings = settings;
    this.windows = windows;
    this.keys = keys;
    this.handingOn = handingOn;
  }

  /** The objects that do the work, made once. */
  private final class Work {
    private MessageReader reader = new MessageReader(dataset.schema(), settings);
    private RecordReader<R> records = records(reader);
    private final WindowedFold<R> fold =
        new WindowedFold<>(
            dataset::folding,
            keys.partitions(),
            TimestampCombiner.END_OF_WINDOW,
            WindowedFold.DEFAULT_MEMORY);
    private final RecordChunks<R> chunks = new RecordChunks<>(dataset);
    private final HourChunks<R> hours = new HourChunks<>(dataset);
    private final WindowCounts counts = new WindowCounts();
    // The window of the record before, in which the next one probably is too.
    private @Nullable IntervalWindow window;
    private long windowFrom;
    private long windowTo;
    private @Nullable Message lastMessage;

    /** Goes to the start of a message; a part of a file is laid out as the file is. */
    void open(Message message) {
      FileSection section = message.section();
      Layout layout = section == null ? null : section.layout();
      if (layout != null && !layout.equals(reader.layout())) {
        reader = new MessageReader(layout, dataset.schema(), settings);
        records = records(reader);
      }
      reader.open(message.payload());
    }

    IntervalWindow windowOf(long millis) {
      IntervalWindow last = window;
      if (last == null || millis < windowFrom || millis >= windowTo) {
        last = windows.windowOf(millis);
        window = last;
        windowFrom = last.start().getMillis();
        windowTo = last.end().getMillis();
      }
      return last;
    }
  }

  private RecordReader<R> records(MessageReader reader) {
    return keeping
        ? RecordReader.forLake(dataset, reader, settings)
        : RecordReader.of(dataset, reader, settings);
  }

  /**
   * Permits any skew: partials can be earlier than their message's timestamp, and are in time
   * anyway. See {@link io.footfall.stream.MessageSource}.
   */
  @Override
  @SuppressWarnings("deprecation") // There is no other way to say it.
  public Duration getAllowedTimestampSkew() {
    return WindowedFold.ANY_SKEW;
  }

  /** Begins with nothing. */
  @StartBundle
  public void startBundle() {
    if (work == null) {
      work = new Work();
    }
    work.fold.start();
    work.chunks.start();
    work.hours.start();
    work.counts.start();
  }

  /** Folds the records of messages. */
  @ProcessElement
  public void processElement(@Element MessageBatch batch, MultiOutputReceiver out) {
    WindowedFold.Sink partials =
        (partition, chunk, at, of) ->
            out.get(PARTIALS).outputWithTimestamp(KV.of(keys.of(of, partition), chunk), at);
    RecordChunks.Sink records =
        (window, part, chunk) ->
            out.get(RECORDS)
                .outputWithTimestamp(KV.of(PARTS.of(window, part), chunk), window.maxTimestamp());
    HourChunks.Sink kept =
        (hour, chunk) -> out.get(LAKE).output(KV.of(WriteLake.key(hour, 0), chunk));
    OutputReceiver<Reject> rejects = out.get(REJECTS);
    for (Message message : batch.messages()) {
      fold(message, partials, records, kept, rejects);
      Objects.requireNonNull(work).lastMessage = message;
    }
  }

  private void fold(
      Message message,
      WindowedFold.Sink partials,
      RecordChunks.Sink records,
      HourChunks.Sink kept,
      OutputReceiver<Reject> rejects) {
    Work with = Objects.requireNonNull(work);
    FileSection section = message.section();
    if (section != null && section.fault() != null) {
      refuse(message, section, section.fault(), rejects);
      return;
    }
    with.open(message);
    MessageReader reader = with.reader;
    RecordReader<R> read = with.records;
    R row = read.row();
    long skippedBefore = read.skipped();
    SourceCounts lastCounts = null;
    while (read.next()) {
      Reject reject;
      if (read.fault() != null) {
        reject = read.reject(origin(message, reader));
      } else {
        long millis = Math.floorDiv(dataset.epochMicros(row), 1000);
        IntervalWindow window = with.windowOf(millis);
        if (!windows.isClosed(window, message.watermarkMillis())) {
          lastCounts = with.counts.of(window, message.shard());
          lastCounts.cameAt(message.arrivalMillis());
          if (handingOn) {
            with.chunks.add(read, window, message.shard(), records);
          } else {
            with.fold.add(row, window.maxTimestamp(), window, partials);
            if (keeping) {
              with.hours.add(row, kept);
            }
            lastCounts.read++;
            lastCounts.ok++;
          }
          continue;
        }
        reject = late(message, with, millis, window);
      }
      lastCounts = with.counts.of(arrivalWindow(message), message.shard());
      lastCounts.read++;
      lastCounts.cameAt(message.arrivalMillis());
      if (reject.code() == RejectCode.LATE) {
        lastCounts.late++;
      } else {
        lastCounts.reject(reject.code());
      }
      rejects.output(reject);
    }
    if (lastCounts == null) {
      lastCounts = with.counts.of(arrivalWindow(message), message.shard());
    }
    long skipped = read.skipped() - skippedBefore;
    if (skipped > 0) {
      SourceCounts left = with.counts.of(arrivalWindow(message), message.shard());
      left.read += skipped;
      left.skipped += skipped;
      left.cameAt(message.arrivalMillis());
    }
    if (!read.observations().isEmpty()) {
      lastCounts.observations().add(read.observations());
      read.observations().clear();
    }
    if (section == null) {
      lastCounts.blankLines += reader.blankLines();
      lastCounts.bytes += message.payload().length;
    } else {
      count(section, lastCounts);
    }
  }

  /** Counts blank lines and repeated headers between the records of a file. */
  private static void count(FileSection section, SourceCounts counts) {
    counts.blankLines += section.blankLines();
    counts.repeatedHeaders += section.repeatedHeaders();
    counts.bytes += section.bytes();
  }

  /** Rejects a record or a file for a fault that the reader of the file found. */
  private void refuse(
      Message message, FileSection section, RejectCode fault, OutputReceiver<Reject> rejects) {
    SourceCounts counts =
        Objects.requireNonNull(work).counts.of(arrivalWindow(message), message.shard());
    counts.read++;
    counts.reject(fault);
    count(section, counts);
    rejects.output(
        Origin.in(section.file(), section.offset(), section.line(), message.arrivalMillis())
            .reject(fault, section.faultDetail(), null, null, message.payload()));
  }

  /** Returns the window of the message's arrival, or a later one that is certainly open. */
  private IntervalWindow arrivalWindow(Message message) {
    return windows.windowOf(Math.max(message.arrivalMillis(), message.watermarkMillis()));
  }

  private Reject late(Message message, Work with, long millis, IntervalWindow window) {
    return with.records.reject(
        RejectCode.LATE,
        "The record is of "
            + Instant.ofEpochMilli(millis)
            + ". Its window "
            + window.start()
            + " to "
            + window.end()
            + " and the allowed lateness of "
            + windows.allowedLateness()
            + " were over: the stream had come to "
            + Instant.ofEpochMilli(message.watermarkMillis())
            + ". A longer --allowedLateness accepts it; replay counts it.",
        "timestamp",
        origin(message, with.reader));
  }

  private static Origin origin(Message message, MessageReader reader) {
    FileSection section = message.section();
    return section == null
        ? Origin.at(
            message.shard(), message.position(), reader.recordLine(), message.arrivalMillis())
        : Origin.in(
            section.file(),
            section.offset() + reader.recordOffset(),
            section.line() + reader.recordLine() - 1,
            message.arrivalMillis());
  }

  /** Sends the partials and the counts. */
  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    Work with = Objects.requireNonNull(work);
    with.fold.finish(
        (partition, chunk, at, of) ->
            context.output(
                PARTIALS, KV.of(keys.of(of, partition), chunk), at, GlobalWindow.INSTANCE));
    with.chunks.finish(
        (window, part, chunk) ->
            context.output(
                RECORDS,
                KV.of(PARTS.of(window, part), chunk),
                window.maxTimestamp(),
                GlobalWindow.INSTANCE));
    with.hours.finish(
        (hour, chunk) ->
            context.output(
                LAKE,
                KV.of(WriteLake.key(hour, 0), chunk),
                GlobalWindow.INSTANCE.maxTimestamp(),
                GlobalWindow.INSTANCE));
    with.counts.finish(
        metrics,
        (window, packed) ->
            context.output(
                PARTIALS,
                KV.of(keys.ofCounts(window), packed),
                window.maxTimestamp(),
                GlobalWindow.INSTANCE));
    tellLag(with);
  }

  private void tellLag(Work with) {
    Message last = with.lastMessage;
    if (last != null) {
      metrics.lag(last.arrivalMillis(), System.currentTimeMillis());
    }
    with.lastMessage = null;
  }
}
