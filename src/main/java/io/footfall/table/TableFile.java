package io.footfall.table;

import io.footfall.bytes.ByteOutput;
import io.footfall.files.OutputFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes the sorted file of a table from its runs, under a temporary name. A large table is merged
 * in ranges, several at the same time, and written in order. A few ranges are in memory at a time.
 */
public final class TableFile {
  private static final int SMALLEST_RANGE = 4 << 20;
  private static final int LARGEST_RANGE = 32 << 20;
  private static final int RANGES_PER_CORE = 8;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int QUEUED_CHUNKS = 32;

  private TableFile() {}

  /**
   * Merges the runs into one file.
   *
   * @param keep number of first rows to return
   * @return the first rows
   * @throws IOException if a run cannot be read, or the file cannot be written
   */
  public static List<byte[]> write(Table table, List<SortedRun> runs, String file, int keep)
      throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    long bytes = runs.stream().mapToLong(SortedRun::length).sum();
    List<KeyRange> ranges =
        KeyRange.cut(
            runs,
            Math.max(
                SMALLEST_RANGE, Math.min(LARGEST_RANGE, bytes / (RANGES_PER_CORE * (long) cores))));
    List<byte[]> firstRows = first(table, runs, keep);
    try (WritableByteChannel channel = OutputFiles.createChannel(file, "text/csv")) {
      write(ByteBuffer.wrap((table.header() + "\n").getBytes(StandardCharsets.UTF_8)), channel);
      if (ranges.size() == 1) {
        Queue<ByteOutput> spare = new ArrayDeque<>();
        merge(ranges.get(0), table, runs, spare, rows -> write(rows, channel, spare));
      } else {
        mergeInParallel(ranges, table, runs, channel, cores);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the rows of a table were merged");
    }
    return firstRows;
  }

  private static List<byte[]> first(Table table, List<SortedRun> runs, int keep)
      throws IOException {
    List<byte[]> rows = new ArrayList<>();
    if (keep > 0) {
      try (MergedRuns merged = MergedRuns.all(table, runs)) {
        for (; rows.size() < keep && merged.hasRow(); merged.advance()) {
          rows.add(merged.copyOfRow());
        }
      }
    }
    return rows;
  }

  /**
   * Merges ranges in parallel. Each range is merged by a pool thread into its own queue, and the
   * queues are emptied in order. Queues are bounded, because a range has no maximum size: rows with
   * the same numbers are in one range. The oldest range always has a thread and a consumer, so it
   * makes progress.
   */
  private static void mergeInParallel(
      List<KeyRange> ranges,
      Table table,
      List<SortedRun> runs,
      WritableByteChannel channel,
      int cores)
      throws IOException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(cores);
    Queue<ByteOutput> spare = new ConcurrentLinkedQueue<>();
    try {
      Iterator<KeyRange> waiting = ranges.iterator();
      Deque<MergedRange> underWay = new ArrayDeque<>();
      while (waiting.hasNext() || !underWay.isEmpty()) {
        // One more than cores, so that no core is idle while a range is written.
        while (waiting.hasNext() && underWay.size() <= cores) {
          KeyRange range = waiting.next();
          BlockingQueue<ByteOutput> rows = new ArrayBlockingQueue<>(QUEUED_CHUNKS);
          underWay.add(
              new MergedRange(
                  rows,
                  pool.submit(
                      () -> {
                        try {
                          merge(range, table, runs, spare, rows::put);
                        } finally {
                          rows.put(new ByteOutput(0)); // The end of the range.
                        }
                        return null;
                      })));
        }
        MergedRange oldest = underWay.remove();
        for (ByteOutput chunk = oldest.rows.take(); chunk.size() > 0; chunk = oldest.rows.take()) {
          write(chunk, channel, spare);
        }
        oldest.end.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private record MergedRange(BlockingQueue<ByteOutput> rows, Future<?> end) {}

  /** Receives rows, several at a time. */
  private interface Rows {
    void accept(ByteOutput rows) throws IOException, InterruptedException;
  }

  private static void merge(
      KeyRange range, Table table, List<SortedRun> runs, Queue<ByteOutput> spare, Rows to)
      throws IOException, InterruptedException {
    try (MergedRuns merged = MergedRuns.in(range, table, runs)) {
      while (merged.hasRow()) {
        ByteOutput rows = spare.poll();
        if (rows == null) {
          rows = new ByteOutput(CHUNK_BYTES + (1 << 12));
        }
        for (; merged.hasRow() && rows.size() < CHUNK_BYTES; merged.advance()) {
          merged.appendRow(rows);
        }
        to.accept(rows);
      }
    }
  }

  private static void write(ByteOutput rows, WritableByteChannel channel, Queue<ByteOutput> spare)
      throws IOException {
    write(ByteBuffer.wrap(rows.array(), 0, rows.size()), channel);
    rows.reset();
    spare.add(rows);
  }

  private static void write(ByteBuffer bytes, WritableByteChannel channel) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
