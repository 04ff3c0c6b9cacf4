package io.footfall.transforms.count;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import io.footfall.dataset.Dataset;
import io.footfall.deduplication.RecordId;
import io.footfall.reading.RecordReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * Packs valid records for the step that finds repeats, in chunks by window and partition of the
 * IDs, each with its shard. Not thread-safe.
 *
 * @param <R> the row
 */
final class RecordChunks<R> {
  /** The number of partitions of a window's IDs. Part of savepoints: never change it. */
  static final int PARTS = 16;

  private static final int CHUNK_BYTES = 1 << 18;

  // The kind of the next entry in a chunk.
  private static final int SHARD = 0;
  private static final int RECORD = 1;
  private static final int RECORD_WITHOUT_ID = 2;

  private final Dataset<R> dataset;
  private final RecordId id = new RecordId();
  private final Map<IntervalWindow, Chunk[]> windows = new HashMap<>();

  RecordChunks(Dataset<R> dataset) {
    this.dataset = dataset;
  }

  /** Receives chunks. */
  @FunctionalInterface
  interface Sink {
    void accept(IntervalWindow window, int part, byte[] chunk);
  }

  /** Receives the records of a chunk. */
  interface Reader<R> {
    /** Sets the shard of the records that follow. */
    void shard(String name);

    /**
     * Receives a record.
     *
     * @param id the ID by which its repeats are recognized
     */
    void record(R row, RecordId id);

    /** Receives a record without a key, which has no duplicates. */
    void record(R row);
  }

  private static final class Chunk {
    private final ByteOutput bytes = new ByteOutput(1 << 12);
    private String shard = "";

    byte[] finish() {
      byte[] chunk = bytes.toByteArray();
      bytes.reset();
      shard = "";
      return chunk;
    }
  }

  /** Clears all state at the start of a bundle, because an earlier one may have failed. */
  void start() {
    windows.clear();
  }

  /** Adds the last record of a reader. */
  void add(RecordReader<R> records, IntervalWindow window, String shard, Sink to) {
    boolean known = id.set(dataset, records);
    int part = known ? id.partition(PARTS) : 0;
    Chunk[] parts = windows.computeIfAbsent(window, w -> new Chunk[PARTS]);
    Chunk chunk = parts[part];
    if (chunk == null) {
      chunk = new Chunk();
      parts[part] = chunk;
    }
    ByteOutput out = chunk.bytes;
    if (!chunk.shard.equals(shard)) {
      out.writeByte(SHARD);
      out.writeText(shard);
      chunk.shard = shard;
    }
    out.writeByte(known ? RECORD : RECORD_WITHOUT_ID);
    if (known) {
      id.pack(out);
    }
    dataset.pack(records.row(), out);
    if (out.size() > CHUNK_BYTES) {
      to.accept(window, part, chunk.finish());
    }
  }

  /** Emits everything that is buffered. */
  void finish(Sink to) {
    windows.forEach(
        (window, parts) -> {
          for (int part = 0; part < PARTS; part++) {
            Chunk chunk = parts[part];
            if (chunk != null && chunk.bytes.size() > 0) {
              to.accept(window, part, chunk.finish());
            }
          }
        });
    windows.clear();
  }

  static <R> void read(byte[] chunk, Dataset<R> dataset, R row, RecordId id, Reader<R> to) {
    byte[] withSlack = Arrays.copyOf(chunk, chunk.length + ByteSlices.SLACK);
    ByteInput in = new ByteInput(withSlack, 0, chunk.length);
    while (in.hasRemaining()) {
      switch (in.readByte()) {
        case SHARD -> to.shard(in.readText());
        case RECORD -> {
          id.unpack(in);
          dataset.unpack(in, row);
          to.record(row, id);
        }
        default -> {
          dataset.unpack(in, row);
          to.record(row);
        }
      }
    }
  }
}
