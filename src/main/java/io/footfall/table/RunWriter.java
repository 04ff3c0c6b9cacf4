package io.footfall.table;

import io.footfall.bytes.ByteOutput;
import io.footfall.files.OutputFiles;
import io.footfall.files.ScratchFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes a sorted run of a table's rows, each with its two sort numbers. A small run stays in
 * memory, a larger one becomes a temporary file, so that memory does not grow with the table.
 *
 * <p>A run is a sequence of entries: the difference between the first number and the previous one;
 * if it is 0, the difference between the second numbers, otherwise the second number; the length of
 * the row; the row. At the start of a block, the previous numbers are taken as 0, so that reading
 * can start there.
 */
public final class RunWriter {
  private static final int INLINE_BYTES = 1 << 18;
  private static final int BLOCK_BYTES = 1 << 16;

  private final int table;
  private final @Nullable String temporaryFolder;
  private final int inlineBytes;
  private final ByteOutput buffer = new ByteOutput(1 << 12);
  private final ByteOutput row = new ByteOutput(256);
  private final List<SortedRun.Block> blocks = new ArrayList<>();
  private long nextBlock;
  private long spilled;
  private long first;
  private long second;
  private @Nullable String file;
  private @Nullable WritableByteChannel channel;
  private @Nullable ScratchFile scratch;

  /**
   * Creates the writer of a run that another process may read.
   *
   * @param table the index of the table
   * @param temporaryFolder the directory for a file, if one is needed
   */
  public RunWriter(int table, String temporaryFolder) {
    this.table = table;
    this.temporaryFolder = temporaryFolder;
    inlineBytes = INLINE_BYTES;
  }

  /**
   * Creates the writer of a run for this process.
   *
   * @param table the index of the table
   * @param inlineBytes the size at which a {@link ScratchFile} replaces memory
   */
  public RunWriter(int table, int inlineBytes) {
    this.table = table;
    this.temporaryFolder = null;
    this.inlineBytes = inlineBytes;
  }

  /**
   * Returns the output for the next row, with its line break. Call {@link #end} after writing it.
   */
  public ByteOutput row() {
    row.reset();
    return row;
  }

  /** Ends the row. The numbers are unsigned and must not decrease from row to row. */
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
    if (buffer.size() >= inlineBytes) {
      spill();
    }
  }

  private void spill() {
    if (temporaryFolder == null) {
      if (scratch == null) {
        scratch = ScratchFile.create();
      }
      scratch.append(buffer.array(), buffer.size());
      spilled += buffer.size();
      buffer.reset();
      return;
    }
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

  /** Ends the run, and returns it. */
  public SortedRun finish() {
    if (spilled == 0) {
      return new SortedRun(table, null, null, buffer.toByteArray(), blocks, buffer.size());
    }
    spill();
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Writing " + file + " failed: " + e.getMessage(), e);
    }
    return new SortedRun(table, file, scratch, new byte[0], blocks, spilled);
  }
}
