package io.footfall.stream;

import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Collectors;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Wraps a source whose readers block so that it never blocks, with a thread per reader. A runner
 * that reads several parts of a stream in one task polls them in turn. A reader that blocks for a
 * second when it has no records, as that of Kinesis does, would delay all others.
 *
 * <p>Each record carries the checkpoint after it, so that records that were read ahead but not
 * taken are read again.
 *
 * @param <T> the element of the underlying source
 * @param <M> its checkpoints, which must be immutable
 */
final class ReadAheadSource<T, M extends CheckpointMark> extends UnboundedSource<T, M> {
  private static final long serialVersionUID = 1L;

  private static final int MOST_AHEAD = 500;
  private static final long MILLIS_BETWEEN_POLLS = 10;
  private static final long NANOS_BETWEEN_MARKS = 1_000_000_000L;
  private static final long MILLIS_TO_END = 5_000;

  private final UnboundedSource<T, M> below;

  private ReadAheadSource(UnboundedSource<T, M> below) {
    this.below = below;
  }

  static <T, M extends CheckpointMark> ReadAheadSource<T, M> of(UnboundedSource<T, M> below) {
    return new ReadAheadSource<>(below);
  }

  @Override
  public List<ReadAheadSource<T, M>> split(int desiredNumSplits, PipelineOptions options)
      throws Exception {
    return below.split(desiredNumSplits, options).stream()
        .map(part -> new ReadAheadSource<>(cast(part)))
        .collect(Collectors.toList());
  }

  @SuppressWarnings("unchecked") // The parts of a source are of its own type.
  private UnboundedSource<T, M> cast(UnboundedSource<T, ?> part) {
    return (UnboundedSource<T, M>) part;
  }

  @Override
  public UnboundedReader<T> createReader(PipelineOptions options, @Nullable M mark)
      throws IOException {
    return new Reader(below.createReader(options, mark));
  }

  /** Returns whether the stream has confirmed that a reader of such a source has every record. */
  static boolean isCaughtUp(UnboundedReader<?> reader) {
    return ((ReadAheadSource<?, ?>.Reader) reader).isCaughtUp();
  }

  @Override
  public Coder<M> getCheckpointMarkCoder() {
    return below.getCheckpointMarkCoder();
  }

  @Override
  public Coder<T> getOutputCoder() {
    return below.getOutputCoder();
  }

  @Override
  public boolean requiresDeduping() {
    return below.requiresDeduping();
  }

  @Override
  public void validate() {
    below.validate();
  }

  /**
   * A record with the state of the reader after it.
   *
   * @param record null if there was none, but the checkpoint may have changed, for example to other
   *     shards
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Read<T>(@Nullable T record, Instant timestamp, byte[] id, CheckpointMark mark) {}

  private final class Reader extends UnboundedReader<T> {
    private final UnboundedReader<T> reader;
    private final BlockingQueue<Read<T>> ahead = new ArrayBlockingQueue<>(MOST_AHEAD);
    private final Thread thread = new Thread(this::readAhead, "read-ahead");
    private @Nullable Read<T> current;
    private @Nullable CheckpointMark mark;
    private final ShardAnswers answers;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /** The start of the last read that returned no record, by {@link System#nanoTime}. */
    private volatile long empty = System.nanoTime();

    /** The first call of {@link #isCaughtUp} since the last record; 0 if there was none. */
    private long asked;

    /** The first call at which every shard had responded since {@link #asked}; 0 if none has. */
    private long answered;

    Reader(UnboundedReader<T> reader) {
      this.reader = reader;
      answers = ShardAnswers.to(reader);
    }

    /**
     * Returns whether the stream has confirmed, since the first call after the last record, that no
     * records follow, and all records before that were taken.
     */
    boolean isCaughtUp() {
      if (asked == 0) {
        asked = System.nanoTime();
      }
      if (!answers.areEmptySince(asked)) {
        answered = 0;
        return false;
      }
      if (answered == 0) {
        answered = System.nanoTime();
      }
      // A read that began after the confirmation has put everything sent before it into the queue.
      return empty - answered > 0 && ahead.isEmpty();
    }

    @Override
    public boolean start() throws IOException {
      if (reader.start()) {
        take(read());
      } else {
        mark = reader.getCheckpointMark();
      }
      thread.setDaemon(true);
      thread.start();
      return current != null;
    }

    private Read<T> read() {
      return new Read<>(
          reader.getCurrent(),
          reader.getCurrentTimestamp(),
          reader.getCurrentRecordId(),
          reader.getCheckpointMark());
    }

    private void take(Read<T> next) {
      current = next.record() == null ? null : next;
      mark = next.mark();
    }

    private void readAhead() {
      try {
        long lastMark = System.nanoTime();
        while (!closed) {
          long now = System.nanoTime();
          if (reader.advance()) {
            ahead.put(read());
          } else {
            empty = now;
            if (ahead.isEmpty() && System.nanoTime() - lastMark >= NANOS_BETWEEN_MARKS) {
              lastMark = System.nanoTime();
              ahead.put(
                  new Read<>(
                      null,
                      BoundedWindow.TIMESTAMP_MIN_VALUE,
                      new byte[0],
                      reader.getCheckpointMark()));
            }
            Thread.sleep(MILLIS_BETWEEN_POLLS);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // Closed.
      } catch (IOException | RuntimeException | Error e) {
        failure = e;
      }
    }

    @Override
    public boolean advance() throws IOException {
      for (Read<T> next = ahead.poll(); next != null; next = ahead.poll()) {
        take(next);
        if (current != null) {
          asked = 0;
          answered = 0;
          return true;
        }
      }
      current = null;
      Throwable failed = failure;
      if (failed != null && ahead.isEmpty()) {
        throw new IOException("Reading ahead failed: " + failed.getMessage(), failed);
      }
      return false;
    }

    private Read<T> current() {
      if (current == null) {
        throw new NoSuchElementException();
      }
      return current;
    }

    @Override
    public T getCurrent() {
      return Objects.requireNonNull(current().record());
    }

    @Override
    public Instant getCurrentTimestamp() {
      return current().timestamp();
    }

    @Override
    public byte[] getCurrentRecordId() {
      return current().id();
    }

    /** Never called, because {@link MessageSource} has its own watermark. */
    @Override
    public Instant getWatermark() {
      return BoundedWindow.TIMESTAMP_MIN_VALUE;
    }

    @Override
    public CheckpointMark getCheckpointMark() {
      if (mark == null) {
        throw new IllegalStateException("not started");
      }
      return mark;
    }

    @Override
    public UnboundedSource<T, ?> getCurrentSource() {
      return ReadAheadSource.this;
    }

    @Override
    public void close() throws IOException {
      closed = true;
      thread.interrupt();
      try {
        thread.join(MILLIS_TO_END);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      reader.close();
    }
  }
}
