package io.footfall.stream;

import io.footfall.dataset.Dataset;
import io.footfall.records.ReadSettings;
import io.footfall.source.InputFiles;
import io.footfall.source.InputFiles.InputFile;
import io.footfall.source.SourceName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads files as they arrive, as a stream of messages: each file once ({@link SeenFiles}), from the
 * oldest to the newest available, a few hundred KiB at a time. A hash of the names divides the
 * files into parts; one reader reads each part.
 *
 * <p>The watermark follows the event times of files, not of records. Whether the records of a file
 * are late depends only on the files that its reader read before, so the order inside a file does
 * not matter. A reader is not idle ({@link Lateness#idleAfter}) while it knows of an unread file,
 * and then until its next poll.
 *
 * <p>It produces the same elements as {@link MessageSource}, with the same guarantee about
 * timestamps.
 *
 * @param <R> the row of the dataset
 */
public final class WatchedFileSource<R>
    extends UnboundedSource<RecordBlock, WatchedFileSource.Mark> {
  private static final long serialVersionUID = 1L;

  private static final int MOST_BYTES_AT_ONCE = 1 << 18;
  private static final String SHARD = "";

  private final WatchedFiles files;
  private final Dataset<R> dataset;
  private final ReadSettings settings;
  private final Lateness lateness;
  private final long stopAfterIdleMillis;
  private final int mostBytesAtOnce;
  private final int part;
  private final int parts;

  private WatchedFileSource(
      WatchedFiles files,
      Dataset<R> dataset,
      ReadSettings settings,
      Lateness lateness,
      long stopAfterIdleMillis,
      int mostBytesAtOnce,
      int part,
      int parts) {
    this.files = files;
    this.dataset = dataset;
    this.settings = settings;
    this.lateness = lateness;
    this.stopAfterIdleMillis = stopAfterIdleMillis;
    this.mostBytesAtOnce = mostBytesAtOnce;
    this.part = part;
    this.parts = parts;
  }

  /**
   * Returns the source of the records of files.
   *
   * @param settings how the files are written
   */
  public static <R> WatchedFileSource<R> of(
      WatchedFiles files, Dataset<R> dataset, ReadSettings settings, Lateness lateness) {
    return new WatchedFileSource<>(
        files, dataset, settings, lateness, Long.MAX_VALUE, MOST_BYTES_AT_ONCE, 0, 1);
  }

  /**
   * Returns a copy that ends the stream when polls have found nothing new for this long. By default
   * it never ends.
   */
  public WatchedFileSource<R> withStopAfterIdle(Duration value) {
    return new WatchedFileSource<>(
        files, dataset, settings, lateness, value.toMillis(), mostBytesAtOnce, part, parts);
  }

  /** Returns a copy whose elements have about this many bytes. */
  WatchedFileSource<R> withMostBytesAtOnce(int value) {
    return new WatchedFileSource<>(
        files, dataset, settings, lateness, stopAfterIdleMillis, value, part, parts);
  }

  @Override
  public List<WatchedFileSource<R>> split(int desiredNumSplits, PipelineOptions options) {
    int number = Math.max(1, desiredNumSplits);
    return IntStream.range(0, number)
        .mapToObj(
            i ->
                new WatchedFileSource<>(
                    files,
                    dataset,
                    settings,
                    lateness,
                    stopAfterIdleMillis,
                    mostBytesAtOnce,
                    i,
                    number))
        .toList();
  }

  @Override
  public UnboundedReader<RecordBlock> createReader(PipelineOptions options, @Nullable Mark mark) {
    return reader(mark, System::currentTimeMillis);
  }

  /** Creates a reader with another clock. */
  Reader reader(@Nullable Mark mark, LongSupplier clock) {
    return new Reader(mark, clock);
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return new MarkCoder();
  }

  @Override
  public Coder<RecordBlock> getOutputCoder() {
    return RecordBlockCoder.of();
  }

  @Override
  public boolean requiresDeduping() {
    return false;
  }

  /** The position of a reader. */
  public static final class Mark implements CheckpointMark {
    private final SeenFiles seen;
    private final long lastPoll;
    private final OpenFile.@Nullable Place open;
    private final long latestEvent;
    private final long reported;

    Mark(
        SeenFiles seen,
        long lastPoll,
        OpenFile.@Nullable Place open,
        long latestEvent,
        long reported) {
      this.seen = seen;
      this.lastPoll = lastPoll;
      this.open = open;
      this.latestEvent = latestEvent;
      this.reported = reported;
    }

    @Override
    public void finalizeCheckpoint() {
      // Files need no acknowledgement.
    }
  }

  private static final class MarkCoder extends AtomicCoder<Mark> {
    private static final long serialVersionUID = 1L;

    private static final SeenFiles.SeenFilesCoder SEEN = new SeenFiles.SeenFilesCoder();
    private static final NullableCoder<OpenFile.Place> OPEN = NullableCoder.of(new PlaceCoder());

    @Override
    public void encode(Mark mark, OutputStream out) throws IOException {
      SEEN.encode(mark.seen, out);
      VarLongCoder.of().encode(mark.lastPoll, out);
      OPEN.encode(mark.open, out);
      VarLongCoder.of().encode(mark.latestEvent, out);
      VarLongCoder.of().encode(mark.reported, out);
    }

    @Override
    public Mark decode(InputStream in) throws IOException {
      return new Mark(
          SEEN.decode(in),
          VarLongCoder.of().decode(in),
          OPEN.decode(in),
          VarLongCoder.of().decode(in),
          VarLongCoder.of().decode(in));
    }
  }

  private static final class PlaceCoder extends AtomicCoder<OpenFile.Place> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(OpenFile.Place place, OutputStream out) throws IOException {
      StringUtf8Coder.of().encode(place.file().name(), out);
      VarLongCoder.of().encode(place.file().size(), out);
      BooleanCoder.of().encode(place.file().splittable(), out);
      VarLongCoder.of().encode(place.file().lastModifiedMillis(), out);
      VarLongCoder.of().encode(place.arrivalMillis(), out);
      VarLongCoder.of().encode(place.offset(), out);
      VarLongCoder.of().encode(place.lines(), out);
      VarLongCoder.of().encode(place.latestEvent(), out);
    }

    @Override
    public OpenFile.Place decode(InputStream in) throws IOException {
      InputFile file =
          new InputFile(
              StringUtf8Coder.of().decode(in),
              VarLongCoder.of().decode(in),
              BooleanCoder.of().decode(in),
              VarLongCoder.of().decode(in));
      return new OpenFile.Place(
          file,
          VarLongCoder.of().decode(in),
          VarLongCoder.of().decode(in),
          VarLongCoder.of().decode(in),
          VarLongCoder.of().decode(in));
    }
  }

  /** Reads one part. */
  final class Reader extends UnboundedReader<RecordBlock> {
    private final LongSupplier clock;
    private final SeenFiles seen;
    private final ShardWatermarks watermarks;
    private final Deque<InputFile> ready = new ArrayDeque<>();
    private final Deque<InputFile> changed = new ArrayDeque<>();
    private final UnfinishedFiles unfinished = new UnfinishedFiles();
    private final SourceMetrics metrics = new SourceMetrics();
    private long lastPoll;
    private @Nullable OpenFile<R> open;
    private @Nullable RecordBlock current;
    private Instant timestamp = BoundedWindow.TIMESTAMP_MIN_VALUE;

    Reader(@Nullable Mark mark, LongSupplier clock) {
      this.clock = clock;
      long now = now();
      if (mark == null) {
        seen = new SeenFiles();
        watermarks = new ShardWatermarks(lateness, now);
      } else {
        seen = mark.seen.copy();
        lastPoll = mark.lastPoll;
        open = mark.open == null ? null : new OpenFile<>(mark.open, dataset, settings);
        watermarks =
            new ShardWatermarks(lateness, now, Map.of(SHARD, mark.latestEvent), mark.reported);
      }
    }

    private long now() {
      return clock.getAsLong();
    }

    @Override
    public boolean start() {
      // Reports the inputs instead of each file, because a stream reads too many files for a
      // metric.
      files.inputs().forEach(input -> SourceName.ofInput(input).report());
      return advance();
    }

    @Override
    public boolean advance() {
      current = null;
      if (hasEnded()) {
        return false;
      }
      long now = now();
      // Polling must continue when the clock is set back.
      if (now - lastPoll >= files.every().toMillis() || now < lastPoll) {
        poll(now);
      }
      if (metrics.isDue(now)) {
        metrics.watermark(watermarks.complete(now), now);
      }
      timestamp = Instant.ofEpochMilli(watermarks.reported());
      List<Message> messages = new ArrayList<>();
      while (!changed.isEmpty()) {
        InputFile file = changed.remove();
        long arrival = lateness.arrivalMillis(file.lastModifiedMillis(), now);
        add(new byte[0], OpenFile.changed(file), arrival, messages);
      }
      long bytes = 0;
      // Files without records must not look like the end of the input.
      while ((bytes < mostBytesAtOnce || messages.isEmpty())
          && (open != null || !ready.isEmpty())) {
        bytes += readOn((int) Math.max(1, mostBytesAtOnce - bytes), now, messages);
      }
      if (messages.isEmpty()) {
        return false;
      }
      current = RecordBlock.of(messages);
      return true;
    }

    private void poll(long now) {
      List<InputFile> ours = new ArrayList<>();
      for (InputFile file : InputFiles.present(files.inputs())) {
        boolean unknownTime = file.lastModifiedMillis() == 0;
        if (SeenFiles.part(file.name(), parts) == part
            && (unknownTime || file.lastModifiedMillis() >= files.sinceMillis())) {
          ours.add(file);
        }
      }
      SeenFiles.Poll poll = seen.poll(ours, now);
      ready.clear();
      ready.addAll(poll.ready());
      changed.addAll(poll.changed());
      unfinished.found(poll.waiting(), now);
      metrics.files(
          ready.size() + poll.waiting().size() + (open == null ? 0 : 1),
          unfinished.longestMillis(now));
      lastPoll = now;
    }

    /** Reads from the open file or the next one, and returns the number of bytes. */
    private long readOn(int most, long now, List<Message> messages) {
      OpenFile<R> file = open;
      if (file == null) {
        InputFile next = ready.remove();
        seen.take(next);
        file = new OpenFile<>(OpenFile.Place.startOf(next, lateness, now), dataset, settings);
        open = file;
      }
      long before = file.place().offset();
      file.read(
          most,
          (payload, section, arrival) -> add(payload, section, arrival, messages),
          lateness.ahead().toMillis());
      OpenFile.Place place = file.place();
      if (file.isDone()) {
        watermarks.observe(SHARD, place.latestEvent(), Math.min(place.arrivalMillis(), now), now);
        open = null;
      }
      // At least 1, because even an empty file takes time to open.
      return Math.max(1, place.offset() - before);
    }

    private void add(byte[] payload, FileSection section, long arrival, List<Message> messages) {
      long judgedBy = watermarks.observe(SHARD, ShardWatermarks.MIN, arrival, now());
      String position = Long.toString(section.offset());
      messages.add(new Message(payload, files.name(), position, arrival, judgedBy, section));
    }

    private boolean hasBacklog() {
      return open != null || !ready.isEmpty() || !changed.isEmpty() || !unfinished.isEmpty();
    }

    private boolean hasEnded() {
      return !hasBacklog() && lastPoll - watermarks.lastMessage() >= stopAfterIdleMillis;
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
    public Instant getWatermark() {
      if (hasEnded()) {
        return BoundedWindow.TIMESTAMP_MAX_VALUE;
      }
      long knownUntil = lastPoll;
      if (hasBacklog()) {
        knownUntil = now();
        watermarks.observe(SHARD, ShardWatermarks.MIN, 0, knownUntil);
      }
      return Instant.ofEpochMilli(watermarks.current(knownUntil));
    }

    @Override
    public CheckpointMark getCheckpointMark() {
      return new Mark(
          seen.copy(),
          lastPoll,
          open == null ? null : open.place(),
          watermarks.latestEvents().getOrDefault(SHARD, ShardWatermarks.MIN),
          watermarks.reported());
    }

    @Override
    public UnboundedSource<RecordBlock, ?> getCurrentSource() {
      return WatchedFileSource.this;
    }

    @Override
    public long getSplitBacklogBytes() {
      long bytes = open == null ? 0 : open.bytesLeft();
      for (InputFile file : ready) {
        bytes += file.size();
      }
      return bytes;
    }

    @Override
    public void close() {
      metrics.close();
      if (open != null) {
        open.close();
      }
    }
  }
}
