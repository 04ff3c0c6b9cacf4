package io.footfall.lake;

import com.github.luben.zstd.ZstdCompressCtx;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.LakeTable;
import io.footfall.parquet.RowGroupWriter;
import java.io.Closeable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encodes records into row groups, those of a day into groups of their own. Not thread-safe.
 *
 * @param <R> the row
 */
public final class DayRowGroups<R> implements Closeable {
  private static final int LEVEL = 1;
  private static final int MOST_ROWS = 1 << 20;
  private static final int ROWS_BETWEEN_CHECKS = 1 << 12;

  /** The header of a chunk, as {@link io.footfall.aggregate.PartialWriter} writes it. */
  private static final byte[] CHUNK_HEAD = {1, 0};

  private final LakeTable<R> table;
  private final String batch;
  private final long maxMemory;
  private final Sink sink;
  private final ZstdCompressCtx compressor = new ZstdCompressCtx().setLevel(LEVEL);
  private final Map<Integer, Day> days = new HashMap<>();
  private @Nullable Day current;
  private int untilCheck = ROWS_BETWEEN_CHECKS;

  /** Receives row groups. */
  @FunctionalInterface
  public interface Sink {
    /** Receives a row group of a day, as a chunk that {@link StagedFileWriter} appends. */
    void accept(int epochDay, byte[] chunk);
  }

  /**
   * Creates a collector without records.
   *
   * @param batch the batch that the records come with
   * @param maxMemory about how many bytes it may hold
   */
  public DayRowGroups(LakeTable<R> table, String batch, long maxMemory, Sink sink) {
    this.table = table;
    this.batch = batch;
    this.maxMemory = maxMemory;
    this.sink = sink;
  }

  private final class Day {
    private final int epochDay;
    private RowGroupWriter rows = new RowGroupWriter(table.schema(), compressor);
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    Day(int epochDay) {
      this.epochDay = epochDay;
    }

    void add(R row) {
      long micros = table.epochMicros(row);
      first = Math.min(first, micros);
      last = Math.max(last, micros);
      table.write(row, batch, rows);
      if (rows.rows() == MOST_ROWS) {
        send();
        rows = new RowGroupWriter(table.schema(), compressor);
        first = Long.MAX_VALUE;
        last = Long.MIN_VALUE;
      }
    }

    void send() {
      if (rows.rows() == 0) {
        return;
      }
      byte[] group = rows.finish();
      ByteOutput chunk = new ByteOutput(group.length + 32);
      chunk.write(CHUNK_HEAD);
      chunk.writeZigZag(first);
      chunk.writeZigZag(last);
      chunk.write(group);
      sink.accept(epochDay, chunk.toByteArray());
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
      untilCheck = ROWS_BETWEEN_CHECKS;
      if (days.values().stream().mapToLong(each -> each.rows.memory()).sum() > maxMemory) {
        drain();
      }
    }
  }

  /** Emits everything that is held. */
  public void drain() {
    days.values().forEach(Day::send);
    days.clear();
    current = null;
  }

  /** Drops everything held. */
  @Override
  public void close() {
    days.clear();
    current = null;
    compressor.close();
  }
}
