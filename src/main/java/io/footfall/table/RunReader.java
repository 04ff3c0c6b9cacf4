package io.footfall.table;

import io.footfall.files.ScratchFile;
import io.footfall.files.SteadyChannel;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a {@link SortedRun}, or the part of it in a {@link KeyRange}, row by row. */
final class RunReader implements Closeable {
  private static final int BUFFER_BYTES = 1 << 17;
  private static final int LONGEST_HEAD = 30;

  private final SortedRun run;
  private final KeyRange range;
  private final @Nullable ReadableByteChannel channel;
  private byte[] buffer;
  // Position of the buffer's first byte in the run.
  private long bufferOffset;
  private int position;
  private int limit;
  private boolean ended;
  private int block;

  long first;
  long second;
  int rowFrom;
  int rowTo;

  RunReader(SortedRun run, KeyRange range) throws IOException {
    this.run = run;
    this.range = range;
    block = range.firstBlock(run.blocks());
    long start = run.blocks().isEmpty() ? 0 : run.blocks().get(block).offset();
    if (run.file() == null && run.scratch() == null) {
      channel = null;
      buffer = run.bytes();
      position = (int) start;
      limit = buffer.length;
      ended = true;
    } else {
      channel = run.file() == null ? null : SteadyChannel.open(run.file());
      if (channel != null && start > 0) {
        ((SeekableByteChannel) channel).position(start);
      }
      bufferOffset = start;
      buffer = new byte[BUFFER_BYTES];
    }
  }

  /** Moves to the next row, which is in {@link #row()} from {@code rowFrom} to {@code rowTo}. */
  boolean next() throws IOException {
    do {
      if (!nextOfRun() || !range.isBeforeEnd(first, second)) {
        return false;
      }
    } while (!range.isFromBegin(first, second));
    return true;
  }

  private boolean nextOfRun() throws IOException {
    if (limit - position < LONGEST_HEAD && !ended) {
      fill(LONGEST_HEAD);
    }
    if (position == limit) {
      return false;
    }
    if (block < run.blocks().size()
        && bufferOffset + position == run.blocks().get(block).offset()) {
      first = 0;
      second = 0;
      block++;
    }
    long step = varLong();
    long number = varLong();
    second = step == 0 ? second + number : number;
    first += step;
    int length = (int) varLong();
    if (limit - position < length) {
      fill(length);
      if (limit - position < length) {
        throw new EOFException("A sorted run ends in the middle of a row.");
      }
    }
    rowFrom = position;
    position += length;
    rowTo = position;
    return true;
  }

  /** Returns the array that holds the row, until {@link #next}. */
  byte[] row() {
    return buffer;
  }

  private long varLong() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = buffer[position++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private void fill(int wanted) throws IOException {
    ScratchFile scratch = run.scratch();
    if (channel == null && scratch == null) {
      return;
    }
    int rest = limit - position;
    byte[] target = wanted > buffer.length ? new byte[Math.max(wanted, buffer.length * 2)] : buffer;
    System.arraycopy(buffer, position, target, 0, rest);
    buffer = target;
    bufferOffset += position;
    position = 0;
    limit = rest;
    ByteBuffer more = ByteBuffer.wrap(buffer, rest, buffer.length - rest);
    while (more.hasRemaining()) {
      int read =
          scratch == null
              ? Objects.requireNonNull(channel).read(more)
              : scratch.read(bufferOffset + more.position(), more);
      if (read < 0) {
        ended = true;
        break;
      }
    }
    limit = more.position();
  }

  byte[] copyOfRow() {
    return Arrays.copyOfRange(buffer, rowFrom, rowTo);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
