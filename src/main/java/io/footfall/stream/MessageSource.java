package io.footfall.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of messages, with a watermark that follows the event times of the records. A Beam
 * source (Kinesis, Kafka) does the reading, and handles shards, positions and checkpoints. This
 * class adds one watermark rule for all sources, and attaches to each message the watermark that
 * decides whether its records are late.
 *
 * <p>The timestamp of an element is the watermark that the reader had reported when the element was
 * read. Beam holds downstream watermarks at or below the timestamps of elements in flight. On any
 * runner, therefore, no grouping can have closed a window that was open according to {@link
 * Message#watermarkMillis}, and a record that is judged on time is never dropped. Late records are
 * marked before the runner could drop them.
 *
 * @param <T> the type of the elements of the underlying source
 * @param <M> the type of its checkpoints
 */
public final class MessageSource<T, M extends CheckpointMark>
    extends UnboundedSource<RecordBlock, MessageSource.Mark<M>> {
  private static final long serialVersionUID = 1L;

  private static final int MOST_BYTES_AT_ONCE = 1 << 18;
  private static final long MILLIS_BETWEEN_SHARD_POLLS = 1_000;

  private final UnboundedSource<T, M> below;
  private final MessageForm<T> form;
  private final EventTimes.Spec<?> times;
  private final Lateness lateness;
  private final long stopAfterIdleMillis;

  private MessageSource(
      UnboundedSource<T, M> below,
      MessageForm<T> form,
      EventTimes.Spec<?> times,
      Lateness lateness,
      long stopAfterIdleMillis) {
    this.below = below;
    this.form = form;
    this.times = times;
    this.lateness = lateness;
    this.stopAfterIdleMillis = stopAfterIdleMillis;
  }

  /**
   * Returns the messages of a source.
   *
   * @param times how event times are found
   */
  public static <T, M extends CheckpointMark> MessageSource<T, M> of(
      UnboundedSource<T, M> below,
      MessageForm<T> form,
      EventTimes.Spec<?> times,
      Lateness lateness) {
    return new MessageSource<>(below, form, times, lateness, Long.MAX_VALUE);
  }

  /**
   * Returns a copy that ends the stream after this long without messages; by default it never ends.
   */
  public MessageSource<T, M> withStopAfterIdle(Duration value) {
    return new MessageSource<>(below, form, times, lateness, value.toMillis());
  }

  @Override
  public List<MessageSource<T, M>> split(int desiredNumSplits, PipelineOptions options)
      throws Exception {
    return below.split(desiredNumSplits, options).stream()
        .map(part -> new MessageSource<>(cast(part), form, times, lateness, stopAfterIdleMillis))
        .collect(Collectors.toList());
  }

  @SuppressWarnings("unchecked") // The parts of a source are of its own type.
  private UnboundedSource<T, M> cast(UnboundedSource<T, ?> part) {
    return (UnboundedSource<T, M>) part;
  }

  @Override
  public UnboundedReader<RecordBlock> createReader(PipelineOptions options, @Nullable Mark<M> mark)
      throws IOException {
    return reader(options, mark, System::currentTimeMillis);
  }

  /** Creates a reader with another wall clock. */
  UnboundedReader<RecordBlock> reader(
      PipelineOptions options, @Nullable Mark<M> mark, LongSupplier wall) throws IOException {
    if (mark != null) {
      form.checkRetention(
          mark.below,
          java.time.Instant.ofEpochMilli(mark.madeMillis),
          java.time.Instant.ofEpochMilli(wall.getAsLong()),
          options);
    }
    return new Reader(below.createReader(options, mark == null ? null : mark.below), mark, wall);
  }

  @Override
  public Coder<Mark<M>> getCheckpointMarkCoder() {
    return new MarkCoder<>(below.getCheckpointMarkCoder());
  }

  @Override
  public Coder<RecordBlock> getOutputCoder() {
    return RecordBlockCoder.of();
  }

  @Override
  public boolean requiresDeduping() {
    return false;
  }

  @Override
  public void validate() {
    below.validate();
  }

  /**
   * A checkpoint of a reader.
   *
   * @param <M> the type of the checkpoints of the underlying source
   */
  public static final class Mark<M extends CheckpointMark> implements CheckpointMark {
    private final M below;
    private final Map<String, Long> latestEvents;
    private final long reported;
    private final long madeMillis;

    Mark(M below, Map<String, Long> latestEvents, long reported, long madeMillis) {
      this.below = below;
      this.latestEvents = latestEvents;
      this.reported = reported;
      this.madeMillis = madeMillis;
    }

    @Override
    public void finalizeCheckpoint() throws IOException {
      below.finalizeCheckpoint();
    }
  }

  private static final class MarkCoder<M extends CheckpointMark> extends CustomCoder<Mark<M>> {
    private static final long serialVersionUID = 1L;

    private static final MapCoder<String, Long> EVENTS =
        MapCoder.of(StringUtf8Coder.of(), VarLongCoder.of());

    private final Coder<M> below;

    MarkCoder(Coder<M> below) {
      this.below = below;
    }

    @Override
    public void encode(Mark<M> mark, OutputStream out) throws IOException {
      below.encode(mark.below, out);
      EVENTS.encode(mark.latestEvents, out);
      VarLongCoder.of().encode(mark.reported, out);
      VarLongCoder.of().encode(mark.madeMillis, out);
    }

    @Override
    public Mark<M> decode(InputStream in) throws IOException {
      return new Mark<>(
          below.decode(in),
          EVENTS.decode(in),
          VarLongCoder.of().decode(in),
          VarLongCoder.of().decode(in));
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(below);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      below.verifyDeterministic();
    }
  }

  private final class Reader extends UnboundedReader<RecordBlock> {
    private final UnboundedReader<T> reader;
    private final EventTimes<?> eventTimes = times.open();
    private final ShardWatermarks watermarks;
    private final LongSupplier wall;
    private final ListeningClock clock;
    private final SourceMetrics metrics = new SourceMetrics();
    private long lastShardPoll;
    private boolean ended;
    private boolean hasLineage;
    private @Nullable RecordBlock current;
    private byte[] currentId = new byte[0];
    private Instant timestamp = BoundedWindow.TIMESTAMP_MIN_VALUE;

    Reader(UnboundedReader<T> reader, @Nullable Mark<M> mark, LongSupplier wall) {
      this.reader = reader;
      this.wall = wall;
      long now = wall.getAsLong();
      clock = new ListeningClock(now);
      watermarks =
          mark == null
              ? new ShardWatermarks(lateness, now)
              : new ShardWatermarks(lateness, now, mark.latestEvents, mark.reported);
    }

    @Override
    public boolean start() throws IOException {
      clock.poll(wall.getAsLong());
      return take(reader.start());
    }

    @Override
    public boolean advance() throws IOException {
      if (ended) {
        return false;
      }
      long now = wall.getAsLong();
      clock.poll(now);
      if (metrics.isDue(now)) {
        metrics.watermark(watermarks.complete(clock.time()), now);
      }
      boolean isThere = reader.advance();
      if (!isThere && now - lastShardPoll >= MILLIS_BETWEEN_SHARD_POLLS) {
        // Only when no record is pending: the checkpoint after the last record of a closed shard
        // lacks the shard, but the message of that record still needs its watermark.
        lastShardPoll = now;
        form.openShards(reader.getCheckpointMark())
            .ifPresent(open -> watermarks.retain(open, clock.time()));
      }
      return take(isThere);
    }

    /** Takes the available messages without waiting, up to a limit. */
    private boolean take(boolean isThere) throws IOException {
      if (!isThere) {
        current = null;
        ended =
            clock.time() - watermarks.lastMessage() >= stopAfterIdleMillis
                && form.isCaughtUp(reader);
        return false;
      }
      if (!hasLineage) {
        form.source(reader.getCurrent()).report();
        hasLineage = true;
      }
      timestamp = Instant.ofEpochMilli(watermarks.reported());
      currentId = reader.getCurrentRecordId();
      long now = wall.getAsLong();
      List<Message> messages = new ArrayList<>();
      int bytes = 0;
      do {
        Message message = message(reader.getCurrent(), now);
        messages.add(message);
        bytes += message.payload().length;
      } while (messages.size() < form.maxPerElement()
          && bytes < MOST_BYTES_AT_ONCE
          && reader.advance());
      current = RecordBlock.of(messages);
      return true;
    }

    private Message message(T record, long now) {
      byte[] payload = form.payload(record);
      String shard = form.shard(record);
      long arrival = lateness.arrivalMillis(form.arrivalMillis(record, now), now);
      long judgedBy =
          watermarks.observe(
              shard, eventTimes.latestMillis(payload), Math.min(arrival, now), clock.time());
      return new Message(payload, shard, form.position(record), arrival, judgedBy);
    }

    @Override
    public RecordBlock getCurrent() {
      if (current == null) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return timestamp;
    }

    @Override
    public byte[] getCurrentRecordId() {
      return currentId;
    }

    @Override
    public Instant getWatermark() {
      return ended
          ? BoundedWindow.TIMESTAMP_MAX_VALUE
          : Instant.ofEpochMilli(watermarks.current(clock.time(), wall.getAsLong()));
    }

    @Override
    @SuppressWarnings("unchecked") // A reader's checkpoints are those of its source.
    public CheckpointMark getCheckpointMark() {
      return new Mark<>(
          (M) reader.getCheckpointMark(),
          watermarks.latestEvents(),
          watermarks.reported(),
          wall.getAsLong());
    }

    @Override
    public UnboundedSource<RecordBlock, ?> getCurrentSource() {
      return MessageSource.this;
    }

    @Override
    public long getSplitBacklogBytes() {
      return reader.getSplitBacklogBytes();
    }

    @Override
    public long getTotalBacklogBytes() {
      return reader.getTotalBacklogBytes();
    }

    @Override
    public void close() throws IOException {
      metrics.close();
      reader.close();
    }
  }
}
