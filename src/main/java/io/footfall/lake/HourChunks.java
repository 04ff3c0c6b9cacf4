package io.footfall.lake;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import io.footfall.dataset.Dataset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Records of a stream on their way to the lake: packed, in chunks by the hour of the event. Each
 * chunk has a unique number, so that no two have the same bytes. Not thread-safe.
 *
 * @param <R> the row
 */
public final class HourChunks<R> {
  private static final int CHUNK_BYTES = 1 << 17;
  private static final long MICROS_PER_HOUR = 3_600_000_000L;

  private final Dataset<R> dataset;
  private final Map<Long, ByteOutput> chunks = new HashMap<>();

  /** Receives chunks. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Receives a chunk.
     *
     * @param epochHour the hour of its records, in hours since 1970-01-01T00:00:00Z
     */
    void accept(long epochHour, byte[] chunk);
  }

  /** Creates a collector without records. */
  public HourChunks(Dataset<R> dataset) {
    this.dataset = dataset;
  }

  /** Forgets everything: a bundle begins, and an earlier one may have failed. */
  public void start() {
    chunks.clear();
  }

  /** Adds a record. */
  public void add(R row, Sink to) {
    long hour = Math.floorDiv(dataset.epochMicros(row), MICROS_PER_HOUR);
    ByteOutput chunk = chunks.get(hour);
    if (chunk == null) {
      chunk = new ByteOutput(1 << 10);
      chunk.writeZigZag(hour);
      UUID id = UUID.randomUUID();
      chunk.writeLong(id.getMostSignificantBits());
      chunk.writeLong(id.getLeastSignificantBits());
      chunks.put(hour, chunk);
    }
    dataset.pack(row, chunk);
    if (chunk.size() > CHUNK_BYTES) {
      to.accept(hour, chunk.toByteArray());
      chunks.remove(hour);
    }
  }

  /** Sends all that is held. */
  public void finish(Sink to) {
    chunks.forEach((hour, chunk) -> to.accept(hour, chunk.toByteArray()));
    chunks.clear();
  }

  /** Returns the hour of a chunk's records. */
  static long epochHour(byte[] chunk) {
    return new ByteInput(chunk).readZigZag();
  }

  /** Reads a chunk. */
  static <R> void read(byte[] chunk, Dataset<R> dataset, R row, Consumer<R> to) {
    byte[] withSlack = Arrays.copyOf(chunk, chunk.length + 2 * ByteSlices.SLACK);
    ByteInput in = new ByteInput(withSlack, 0, chunk.length);
    in.readZigZag();
    in.readSlice(2 * Long.BYTES);
    while (in.hasRemaining()) {
      dataset.unpack(in, row);
      to.accept(row);
    }
  }
}
