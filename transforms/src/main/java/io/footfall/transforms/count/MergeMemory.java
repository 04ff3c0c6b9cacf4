package io.footfall.transforms.count;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.dataset.Dataset;
import io.footfall.files.ScratchFile;
import io.footfall.report.ChunkReader;
import io.footfall.table.RunWriter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Bounds the memory of a merge. Partials that fit are merged as they are. Others are divided by
 * key, in a file of this process, into parts that fit and are merged one after another; this costs
 * one more pass over them.
 *
 * @param dataset the dataset of the partials
 * @param partitions the number of key partitions into which the partials are divided already
 * @param bytes the largest part, as packed entries; tables of them take about four times as much.
 *     {@link #PART_OF_HEAP}: a sixteenth of the heap for all cores together
 */
record MergeMemory<R>(Dataset<R> dataset, int partitions, long bytes) implements Serializable {
  static final long PART_OF_HEAP = 0;

  /**
   * A drained aggregate keeps at most the limit divided by this number, so that all of them fit.
   */
  private static final int DRAINED_PARTS = 8;

  private static final int MOST_PARTS = 32;
  private static final int MOST_INLINE_BYTES = 1 << 22;

  private record Chunk(long at, int length) {}

  /**
   * Passes partials to a consumer, in parts that have no key in common.
   *
   * @param chunks partials of one partition; each is read once
   */
  void forEachPart(Collection<byte[]> chunks, Consumer<Iterable<byte[]>> merge) {
    long limit = limit();
    long size = chunks.stream().mapToLong(ChunkReader::plainSize).sum();
    if (size <= limit) {
      merge.accept(chunks);
      return;
    }
    try (ScratchFile file = ScratchFile.create()) {
      divide(chunks, (int) Math.min(MOST_PARTS, size / limit + 1), limit, file)
          .forEach(
              part ->
                  merge.accept(
                      () ->
                          part.stream()
                              .map(chunk -> file.read(chunk.at, chunk.length))
                              .iterator()));
    }
  }

  /** Returns the writer of a run for this process, which goes to a scratch file if it is large. */
  RunWriter run(int table) {
    return new RunWriter(table, (int) Math.min(MOST_INLINE_BYTES, limit() / 8));
  }

  private long limit() {
    Runtime runtime = Runtime.getRuntime();
    return bytes == PART_OF_HEAP
        ? runtime.maxMemory() / (16L * runtime.availableProcessors())
        : bytes;
  }

  private Collection<List<Chunk>> divide(
      Collection<byte[]> chunks, int parts, long limit, ScratchFile file) {
    TreeMap<Integer, List<Chunk>> divided = new TreeMap<>();
    // All partials belong to one partition, so most of these parts are empty.
    repack(
        chunks,
        partitions * parts,
        0,
        limit,
        (part, chunk) -> {
          divided
              .computeIfAbsent(part, p -> new ArrayList<>())
              .add(new Chunk(file.size(), chunk.length));
          file.append(chunk, chunk.length);
        });
    return divided.values();
  }

  /**
   * Merges chunks, and packs the result again.
   *
   * @param parts the number of key partitions of the result
   * @param plainBytes number of bytes that are left uncompressed
   * @param limit memory of the merged partials, in bytes, above which they are packed; a key can
   *     then occur again
   */
  void repack(
      Iterable<byte[]> chunks, int parts, long plainBytes, long limit, PartialWriter.Sink sink) {
    List<PartialWriter> writers = new ArrayList<>();
    List<Aggregate<R>> aggregates =
        dataset.folding(
            aggregate -> {
              PartialWriter writer = new PartialWriter(aggregate, parts, plainBytes, sink);
              writers.add(writer);
              return writer;
            },
            limit / DRAINED_PARTS);
    try (ChunkReader reader = new ChunkReader()) {
      for (byte[] chunk : chunks) {
        var entries = reader.entries(chunk);
        aggregates.get(reader.aggregate()).merge(entries);
        if (aggregates.stream().mapToLong(Aggregate::memory).sum() > limit) {
          aggregates.forEach(Aggregate::drain);
        }
      }
    }
    aggregates.forEach(Aggregate::drain);
    writers.forEach(PartialWriter::finish);
  }
}
