package io.footfall.transforms.report;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * Partials of one window on their way to the merge. The window is in the element and not in its
 * key: there are as many keys as partitions, however many windows there are.
 */
final class WindowedChunk {
  private WindowedChunk() {}

  /** Puts a window in front of a chunk. */
  static byte[] of(IntervalWindow window, byte[] chunk) {
    ByteOutput out = new ByteOutput(chunk.length + 20);
    out.writeZigZag(window.start().getMillis());
    out.writeZigZag(window.end().getMillis());
    out.write(chunk);
    return out.toByteArray();
  }

  /** Returns the chunks of each window, in the order of time. */
  static NavigableMap<IntervalWindow, List<byte[]>> byWindow(Iterable<byte[]> windowed) {
    NavigableMap<IntervalWindow, List<byte[]>> byWindow = new TreeMap<>();
    for (byte[] chunk : windowed) {
      ByteInput in = new ByteInput(chunk);
      IntervalWindow window =
          new IntervalWindow(
              org.joda.time.Instant.ofEpochMilli(in.readZigZag()),
              org.joda.time.Instant.ofEpochMilli(in.readZigZag()));
      byWindow
          .computeIfAbsent(window, w -> new ArrayList<>())
          .add(Arrays.copyOfRange(chunk, in.position(), chunk.length));
    }
    return byWindow;
  }
}
