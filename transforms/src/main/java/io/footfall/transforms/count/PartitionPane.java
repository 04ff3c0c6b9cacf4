package io.footfall.transforms.count;

import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * What one partition of a window has so far: its runs and totals, and the counts of the window if
 * it has them.
 *
 * @param partition which one
 * @param pane the index of the pane
 * @param content the counts and the parts, packed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record PartitionPane(int partition, long pane, byte[] content) {

  /**
   * Returns the pane of a partition.
   *
   * @param parts runs and totals, as {@link io.footfall.report.ReportPart} makes them
   */
  static PartitionPane of(
      int partition, long pane, Map<String, SourceCounts> counts, List<byte[]> parts) {
    ByteOutput out = new ByteOutput(1 << 10);
    write(WindowPartials.ofCounts(counts), out);
    for (byte[] part : parts) {
      write(part, out);
    }
    return new PartitionPane(partition, pane, out.toByteArray());
  }

  /** Adds its counts to the counts, and its parts to the parts. */
  void unpack(NavigableMap<String, SourceCounts> counts, List<byte[]> parts) {
    ByteInput in = new ByteInput(content);
    counts.putAll(WindowPartials.counts(List.of(read(in))));
    while (in.hasRemaining()) {
      parts.add(read(in));
    }
  }

  /** Returns the later of two panes of one partition. */
  static PartitionPane latest(PartitionPane one, PartitionPane other) {
    return one.pane > other.pane ? one : other;
  }

  private static void write(byte[] bytes, ByteOutput out) {
    out.writeVarLong(bytes.length);
    out.write(bytes);
  }

  private static byte[] read(ByteInput in) {
    int length = in.readVarInt();
    int at = in.readSlice(length);
    return Arrays.copyOfRange(in.array(), at, at + length);
  }
}
