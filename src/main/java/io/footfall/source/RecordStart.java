package io.footfall.source;

import io.footfall.bytes.ByteSlices;
import io.footfall.tokens.Fields;
import io.footfall.tokens.Tokenizer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/**
 * Finds the first record that starts at or after a position in a CSV file without reading
 * everything before it, and exactly as one pass from the start would.
 *
 * <p>The difficulty is a position inside a quoted field, where a line break does not end a record.
 * The bytes before it decide. By the rules of {@link Tokenizer}, a record over several lines has at
 * most {@code maxRecordBytes} bytes. The record that contains the position therefore starts on one
 * of the lines that begin in the {@code maxRecordBytes} before it, or is a single longer line.
 *
 * <ul>
 *   <li>If those bytes contain no quote, no quoted field is open there, and the next record starts
 *       where the one on this line ends. This is the usual case, and takes one search through 1
 *       MiB.
 *   <li>Otherwise every line that begins there is treated as a possible record start, and the
 *       records are followed from each. Chains of records that started differently soon meet. If
 *       all of them reach the position at the same record start, that is the result, because the
 *       true chain is among them.
 *   <li>If they do not agree, which only happens with contrived text, the search is repeated from
 *       four times as far back, and finally from the start of the file.
 * </ul>
 */
final class RecordStart {
  private final SeekableByteChannel channel;
  private final Tokenizer tokenizer;
  private final int maxRecordBytes;
  private final long dataOffset;
  private final Fields fields = new Fields(64);

  /**
   * @param channel the file
   * @param tokenizer with the file's delimiter and number of columns
   * @param dataOffset where the file's first record starts
   */
  RecordStart(
      SeekableByteChannel channel, Tokenizer tokenizer, int maxRecordBytes, long dataOffset) {
    this.channel = channel;
    this.tokenizer = tokenizer;
    this.maxRecordBytes = maxRecordBytes;
    this.dataOffset = dataOffset;
  }

  /**
   * Returns the first record start at or after {@code position}; the size of the file if none
   * follows.
   */
  long atOrAfter(long position) throws IOException {
    if (position <= dataOffset) {
      return dataOffset;
    }
    for (long reach = maxRecordBytes; ; reach *= 4) {
      long windowStart = Math.max(dataOffset, position - reach - 1);
      byte[] before = read(windowStart, Math.toIntExact(position - windowStart));
      int length = before.length - Fields.SLACK;
      if (length < position - windowStart) {
        return channel.size();
      }
      if (reach == maxRecordBytes && ByteSlices.indexOf(before, 0, length, (byte) '"') == length) {
        return before[length - 1] == '\n'
            ? position
            : afterOpenLine(before, length, windowStart, position);
      }
      long found = agreed(windowStart, position);
      if (found >= 0) {
        return found;
      }
      if (reach > maxRecordBytes) {
        return onePass(position);
      }
    }
  }

  /**
   * Returns the record start after a position within a line that has no quote before the position,
   * but possibly after it.
   */
  private long afterOpenLine(byte[] before, int length, long windowStart, long position)
      throws IOException {
    int line = length;
    while (line > 0 && before[line - 1] != '\n') {
      line--;
    }
    if (line == 0 && windowStart > dataOffset) {
      return afterNextLineFeed(position);
    }
    long start = windowStart + line;
    byte[] block = read(start, length - line + maxRecordBytes + 2);
    int limit = block.length - Fields.SLACK;
    int next = tokenizer.next(block, 0, limit, start + limit >= channel.size(), fields);
    return next < 0 ? afterNextLineFeed(start + limit) : start + next;
  }

  /**
   * Returns where parsing from each line start in the first {@code maxRecordBytes} of the window
   * reaches the position, or -1 if the results differ.
   */
  private long agreed(long windowStart, long position) throws IOException {
    int length = Math.toIntExact(position - windowStart);
    byte[] window = read(windowStart, length + maxRecordBytes + 2);
    int limit = window.length - Fields.SLACK;
    boolean last = windowStart + limit >= channel.size();
    boolean known = windowStart == dataOffset;
    int[] lineStarts = lineStarts(window, length, known);
    int count = lineStarts.length;
    if (count == 0) {
      return afterNextLineFeed(windowStart + length);
    }
    // In reverse order, because a record ends at a later line start, or after the position.
    long[] reached = new long[count];
    for (int i = count - 1; i >= 0; i--) {
      int p = lineStarts[i];
      int next = p == length ? p : tokenizer.next(window, p, limit, last, fields);
      if (next < 0) {
        reached[i] = afterNextLineFeed(windowStart + limit);
      } else if (next >= length) {
        reached[i] = windowStart + next;
      } else {
        reached[i] = reached[Arrays.binarySearch(lineStarts, next)];
      }
    }
    if (known) {
      return reached[0];
    }
    for (int i = 1; i < count && lineStarts[i] <= maxRecordBytes + 1; i++) {
      if (reached[i] != reached[0]) {
        return -1;
      }
    }
    return reached[0];
  }

  /** Returns the line starts up to {@code length}. */
  private static int[] lineStarts(byte[] window, int length, boolean withFirst) {
    int[] starts = new int[64];
    int count = 0;
    if (withFirst) {
      starts[count++] = 0;
    }
    for (int p = ByteSlices.indexOf(window, 0, length, (byte) '\n');
        p < length;
        p = ByteSlices.indexOf(window, p + 1, length, (byte) '\n')) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
      }
      starts[count++] = p + 1;
    }
    return Arrays.copyOf(starts, count);
  }

  /**
   * Reads the records from the first one on. Always exact, but linear in the length of the text.
   */
  private long onePass(long position) throws IOException {
    long start = dataOffset;
    int size = Math.max(1 << 20, 2 * (maxRecordBytes + 2));
    while (start < position) {
      byte[] block = read(start, size);
      int limit = block.length - Fields.SLACK;
      if (limit == 0) {
        return start;
      }
      boolean last = start + limit >= channel.size();
      int p = 0;
      while (p < limit && start + p < position) {
        int next = tokenizer.next(block, p, limit, last, fields);
        if (next == Tokenizer.INCOMPLETE) {
          break;
        }
        if (next == Tokenizer.ENDLESS) {
          long after = afterNextLineFeed(start + limit);
          if (after >= position) {
            return after;
          }
          start = after;
          p = 0;
          break;
        }
        p = next;
      }
      start += p;
    }
    return start;
  }

  private long afterNextLineFeed(long position) throws IOException {
    return LineStart.afterNextLineFeed(channel, position);
  }

  /**
   * Reads up to {@code length} bytes from {@code at}, followed by slack; fewer only at the end of
   * the file.
   */
  private byte[] read(long at, int length) throws IOException {
    int there = (int) Math.max(0, Math.min(length, channel.size() - at));
    byte[] bytes = new byte[there + Fields.SLACK];
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, there);
    channel.position(at);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return bytes;
  }
}
