package io.footfall.lake;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.LakeTable;
import io.footfall.parquet.RowGroupWriter;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encodes records into row groups, each with the records of a single day. Not thread-safe.
 *
 * @param <R> the row
 */
public final class DayRowGroups<R> implements Closeable {
  private static final int LEVEL = 1;
  private static final int MOST_ROWS = 1 << 20;
  private static final int ROWS_BETWEEN_CHECKS = 1 << 12;

  /** Minimum number of rows of an inactive day before it is emitted as a row group. */
  private static final int MANY_ROWS = 1 << 16;

  private static final int MOST_SPARE = 4;
  private static final long MOST_SPARE_BYTES = 1L << 26;

  /** The header of a chunk, as {@link io.footfall.aggregate.PartialWriter} writes it. */
  private static final byte[] CHUNK_HEAD = {1, 0};

  private final LakeTable<R> table;
  private final String batch;
  private final long maxMemory;
  private final Sink sink;
  private final ZstdCompressCtx compressor = new ZstdCompressCtx().setLevel(LEVEL);
  private final Map<Integer, Day> days = new HashMap<>();

  /** Empty writers, whose memory other days reuse. */
  private final Deque<RowGroupWriter> spare = new ArrayDeque<>();

  private final ByteOutput chunk = new ByteOutput();
  private @Nullable Day current;
  private int untilCheck = ROWS_BETWEEN_CHECKS;

  /** Receives row groups. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Receives a row group of a day, as a chunk that {@link StagedFileWriter} appends. The output
     * is followed by slack, and is reused.
     */
    void accept(int epochDay, ByteOutput chunk);
  }

  /**
   * Creates a collector without records.
   *
   * @param batch the ID of the batch
   * @param maxMemory the approximate number of bytes that it may hold
   */
  public DayRowGroups(LakeTable<R> table, String batch, long maxMemory, Sink sink) {
    this.table = table;
    this.batch = batch;
    this.maxMemory = maxMemory;
    this.sink = sink;
  }

  private final class Day {
    private final int epochDay;
    private final RowGroupWriter rows;
    private long checkedRows;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    Day(int epochDay) {
      this.epochDay = epochDay;
      RowGroupWriter empty = spare.poll();
      rows = empty != null ? empty : new RowGroupWriter(table.schema(), compressor);
    }

    void add(R row) {
      long micros = table.epochMicros(row);
      first = Math.min(first, micros);
      last = Math.max(last, micros);
      table.write(row, batch, rows);
      if (rows.rows() == MOST_ROWS) {
        send();
      }
    }

    /** Returns whether there are many rows and none was added since the last check. */
    boolean isComplete() {
      boolean complete = rows.rows() == checkedRows && checkedRows >= MANY_ROWS;
      checkedRows = rows.rows();
      return complete;
    }

    void send() {
      if (rows.rows() == 0) {
        return;
      }
      chunk.reset();
      chunk.write(CHUNK_HEAD);
      chunk.writeZigZag(first);
      chunk.writeZigZag(last);
      rows.finish(chunk);
      sink.accept(epochDay, chunk);
      first = Long.MAX_VALUE;
      last = Long.MIN_VALUE;
    }

    void end() {
      send();
      if (spare.size() < MOST_SPARE && rows.memory() < MOST_SPARE_BYTES) {
        spare.add(rows);
      }
    }
  }

  /** Adds a record without a {@link LakeTable#fault}. */
  public void add(R row) {
    int epochDay = table.epochDay(row);
    Day day = current;
    if (day == null || day.epochDay != epochDay) {
      day = days.computeIfAbsent(epochDay, Day::new);
      current = day;
    }
    day.add(row);
    if (--untilCheck == 0) {
      check();
    }
  }

  /** Emits the days that have stopped receiving rows, or all days if they use too much memory. */
  private void check() {
    untilCheck = ROWS_BETWEEN_CHECKS;
    long memory = spare.stream().mapToLong(RowGroupWriter::memory).sum();
    for (Iterator<Day> each = days.values().iterator(); each.hasNext(); ) {
      Day day = each.next();
      if (day.isComplete()) {
        day.end();
        each.remove();
      } else {
        memory += day.rows.memory();
      }
    }
    if (memory > maxMemory) {
      drain();
      // Spare writers keep their buffers, so every later check would exceed the limit again.
      spare.clear();
    }
  }

  /** Emits everything that is buffered. Further records can be added. */
  public void drain() {
    days.values().forEach(Day::end);
    days.clear();
    current = null;
  }

  /** Drops everything that is buffered. */
  @Override
  public void close() {
    days.clear();
    spare.clear();
    current = null;
    compressor.close();
  }
}
