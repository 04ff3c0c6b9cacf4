package io.footfall.transforms.count;

import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.PartialWriter;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Merges the partials of one partition of one window: those of the dataset's aggregates, and the
 * counts by shard, which are treated like any other partial.
 */
final class WindowPartials {
  private static final int COUNTS = 126;
  private static final int HEADER_BYTES = 2;
  private static final long PLAIN_BYTES = 1 << 16;

  private WindowPartials() {}

  /** Returns a chunk of counts. */
  static byte[] ofCounts(Map<String, SourceCounts> byShard) {
    ByteOutput out = new ByteOutput(128);
    out.writeByte(COUNTS);
    out.writeByte(0);
    byShard.forEach(
        (shard, counts) -> {
          out.writeText(shard);
          counts.pack(out);
        });
    return out.toByteArray();
  }

  /** Adds up the counts among the chunks. */
  static NavigableMap<String, SourceCounts> counts(List<byte[]> chunks) {
    NavigableMap<String, SourceCounts> counts = new TreeMap<>();
    for (byte[] chunk : chunks) {
      if (isCounts(chunk)) {
        addCounts(chunk, counts);
      }
    }
    return counts;
  }

  static void addCounts(byte[] chunk, Map<String, SourceCounts> to) {
    ByteInput in = new ByteInput(chunk, HEADER_BYTES, chunk.length);
    while (in.hasRemaining()) {
      String shard = in.readText();
      to.computeIfAbsent(shard, s -> new SourceCounts()).add(SourceCounts.unpack(in));
    }
  }

  /** Returns whether a chunk contains counts. */
  static boolean isCounts(byte[] chunk) {
    return PartialWriter.aggregateOf(chunk) == COUNTS;
  }

  /** Merges chunks into equivalent ones that contain each key once. */
  static <R> List<byte[]> compact(MergeMemory<R> memory, List<byte[]> chunks) {
    List<byte[]> packed = new ArrayList<>();
    NavigableMap<String, SourceCounts> counts = counts(chunks);
    if (!counts.isEmpty()) {
      packed.add(ofCounts(counts));
    }
    memory.forEachPart(
        chunks.stream().filter(chunk -> !isCounts(chunk)).toList(),
        part ->
            memory.repack(
                part, 1, PLAIN_BYTES, Long.MAX_VALUE, (partition, chunk) -> packed.add(chunk)));
    return packed;
  }
}
