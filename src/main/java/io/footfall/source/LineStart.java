package io.footfall.source;

import io.footfall.bytes.ByteSlices;
import io.footfall.tokens.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Finds where a line starts, for records that never contain a line break. */
final class LineStart {
  private static final int STEP_BYTES = 1 << 16;

  private LineStart() {}

  /**
   * Returns the first start of a line at or after {@code position}; the size of the file if none
   * follows.
   */
  static long atOrAfter(SeekableByteChannel channel, long position) throws IOException {
    return position == 0 ? 0 : afterNextLineFeed(channel, position - 1);
  }

  /**
   * Returns the position after the first line feed at or after {@code position}; the size of the
   * file if none follows.
   */
  static long afterNextLineFeed(SeekableByteChannel channel, long position) throws IOException {
    byte[] step = new byte[STEP_BYTES + Fields.SLACK];
    channel.position(position);
    for (long at = position; ; ) {
      int length = channel.read(ByteBuffer.wrap(step, 0, STEP_BYTES));
      if (length < 0) {
        return at;
      }
      int lineFeed = ByteSlices.indexOf(step, 0, length, (byte) '\n');
      if (lineFeed < length) {
        return at + lineFeed + 1;
      }
      at += length;
    }
  }
}
