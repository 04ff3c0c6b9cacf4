package io.footfall.table;

import io.footfall.bytes.ByteOutput;
import io.footfall.files.OutputFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes a sorted run of a table's rows: each with the two numbers that it is sorted by. A small
 * run stays in memory, a larger one becomes a temporary file, so that memory does not grow with the
 * table.
 *
 * <p>A run is a sequence of entries: the difference of the first number to the one before; if that
 * is 0 the difference of the second, else the second number; the length of the row; the row. Where
 * a block begins the numbers before count as 0, so that reading may begin there.
 */
public final class RunWriter {
  private static final int INLINE_BYTES = 1 << 18;
  private static final int BLOCK_BYTES = 1 << 16;

  private final int table;
  private final @Nullable String temporaryFolder;
  private final ByteOutput buffer = new ByteOutput(1 << 12);
  private final ByteOutput row = new ByteOutput(256);
  private final List<SortedRun.Block> blocks = new ArrayList<>();
  private long nextBlock;
  private long spilled;
  private long first;
  private long second;
  private @Nullable String file;
  private @Nullable WritableByteChannel channel;

  /**
   * @param table the index of the table
   * @param temporaryFolder where a file is made if one is needed
   */
  public RunWriter(int table, String temporaryFolder) {
    this.table = table;
    this.temporaryFolder = temporaryFolder;
  }

  /** Returns a writer whose run stays in memory, whatever its size. */
  public static RunWriter inMemory(int table) {
    return new RunWriter(table);
  }

  private RunWriter(int table) {
    this.table = table;
    this.temporaryFolder = null;
  }

  /**
   * Returns the output for the next row, with its line break. Call {@link #end} after writing it.
   */
  public ByteOutput row() {
    row.reset();
    return row;
  }

  /** Ends the row. The numbers are unsigned and do not go down from row to row. */
  public void end(long firstKey, long secondKey) {
    long at = spilled + buffer.size();
    if (at >= nextBlock) {
      blocks.add(new SortedRun.Block(firstKey, secondKey, at));
      nextBlock = at + BLOCK_BYTES;
      first = 0;
      second = 0;
    }
    long step = firstKey - first;
    buffer.writeVarLong(step);
    buffer.writeVarLong(step == 0 ? secondKey - second : secondKey);
    buffer.writeVarLong(row.size());
    buffer.write(row.array(), 0, row.size());
    first = firstKey;
    second = secondKey;
    if (buffer.size() >= INLINE_BYTES && temporaryFolder != null) {
      spill();
    }
  }

  private void spill() {
    try {
      if (channel == null) {
        file = temporaryFolder + "run-" + UUID.randomUUID();
        channel = OutputFiles.createChannel(file, "application/octet-stream");
      }
      ByteBuffer bytes = ByteBuffer.wrap(buffer.array(), 0, buffer.size());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      spilled += buffer.size();
      buffer.reset();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing " + file + " failed: " + e.getMessage(), e);
    }
  }

  /** Ends the run; where it is. */
  public SortedRun finish() {
    if (channel == null) {
      return new SortedRun(table, null, buffer.toByteArray(), blocks, buffer.size());
    }
    spill();
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing " + file + " failed: " + e.getMessage(), e);
    }
    return new SortedRun(table, file, new byte[0], blocks, spilled);
  }
}
