package io.footfall.lake;

import io.footfall.accounting.SourceCounts;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.ByteSlices;
import io.footfall.dataset.Dataset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Packs records of a stream for the lake into chunks by the hour of the event. Chunks include the
 * counts of all records read, so that the seal of the batch accounts for them. Each chunk has a
 * unique number, so that no two have the same bytes. Not thread-safe.
 *
 * @param <R> the row
 */
public final class HourChunks<R> {
  private static final int CHUNK_BYTES = 1 << 17;
  private static final long MICROS_PER_HOUR = 3_600_000_000L;
  private static final long MILLIS_PER_HOUR = 3_600_000L;

  private final Dataset<R> dataset;
  private final Map<Long, Chunk> chunks = new HashMap<>();
  private @Nullable Chunk latest;

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

  private static final class Chunk {
    private final long hour;
    private final ByteOutput records = new ByteOutput(1 << 10);
    private final Map<String, SourceCounts> counts = new HashMap<>();
    private String source = "";
    private @Nullable SourceCounts last;

    Chunk(long hour) {
      this.hour = hour;
    }

    SourceCounts counts(String of) {
      if (last == null || !of.equals(source)) {
        source = of;
        last = counts.computeIfAbsent(of, s -> new SourceCounts());
      }
      return last;
    }

    byte[] toBytes() {
      ByteOutput out = new ByteOutput(records.size() + (1 << 8));
      out.writeZigZag(hour);
      UUID id = UUID.randomUUID();
      out.writeLong(id.getMostSignificantBits());
      out.writeLong(id.getLeastSignificantBits());
      out.writeVarLong(counts.size());
      counts.forEach(
          (name, of) -> {
            out.writeText(name);
            of.pack(out);
          });
      out.write(records.array(), 0, records.size());
      return out.toByteArray();
    }
  }

  /** Creates a collector without records. */
  public HourChunks(Dataset<R> dataset) {
    this.dataset = dataset;
  }

  /** Clears all state at the start of a bundle, because an earlier one may have failed. */
  public void start() {
    chunks.clear();
    latest = null;
  }

  /** Adds a record, and counts it as read and valid. */
  public void add(R row, String source, Sink to) {
    Chunk chunk = chunk(Math.floorDiv(dataset.epochMicros(row), MICROS_PER_HOUR));
    SourceCounts counted = chunk.counts(source);
    counted.read++;
    counted.ok++;
    dataset.pack(row, chunk.records);
    if (chunk.records.size() > CHUNK_BYTES) {
      to.accept(chunk.hour, chunk.toBytes());
      chunks.remove(chunk.hour);
      latest = null;
    }
  }

  private Chunk chunk(long hour) {
    Chunk chunk = latest;
    if (chunk == null || chunk.hour != hour) {
      chunk = chunks.computeIfAbsent(hour, Chunk::new);
      latest = chunk;
    }
    return chunk;
  }

  /**
   * Returns the counts for invalid records: those of the most recently used chunk, or of a new one.
   *
   * @param millis the time of a new chunk, in milliseconds since 1970
   */
  public SourceCounts counts(String source, long millis) {
    Chunk chunk = latest == null ? chunk(Math.floorDiv(millis, MILLIS_PER_HOUR)) : latest;
    return chunk.counts(source);
  }

  /** Emits everything that is buffered. */
  public void finish(Sink to) {
    chunks.forEach((hour, chunk) -> to.accept(hour, chunk.toBytes()));
    start();
  }

  /** Returns the hour of a chunk's records. */
  static long epochHour(byte[] chunk) {
    return new ByteInput(chunk).readZigZag();
  }

  /** Reads a chunk, and adds its counts to those of other chunks. */
  static <R> void read(
      byte[] chunk, Dataset<R> dataset, R row, Map<String, SourceCounts> counts, Consumer<R> to) {
    byte[] withSlack = Arrays.copyOf(chunk, chunk.length + 2 * ByteSlices.SLACK);
    ByteInput in = new ByteInput(withSlack, 0, chunk.length);
    in.readZigZag();
    in.readSlice(2 * Long.BYTES);
    for (int left = in.readVarInt(); left > 0; left--) {
      String source = in.readText();
      counts.computeIfAbsent(source, s -> new SourceCounts()).add(SourceCounts.unpack(in));
    }
    while (in.hasRemaining()) {
      dataset.unpack(in, row);
      to.accept(row);
    }
  }
}
