package io.footfall.transforms.count;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Combine;

/**
 * Keeps the packed partials of a partition of a window, and merges them whenever they have doubled
 * since the last merge. The state of a window is therefore at most about twice its distinct keys,
 * however long it is open, and merging costs a constant factor.
 */
final class CompactPartials<R>
    extends Combine.CombineFn<byte[], CompactPartials.Chunks, Iterable<byte[]>> {
  private static final long LEAST_BYTES = 1 << 16;
  private static final int MOST_CHUNKS = 256;

  private final MergeMemory<R> memory;

  CompactPartials(MergeMemory<R> memory) {
    this.memory = memory;
  }

  /** Chunks, and their size in bytes after the last compaction. */
  static final class Chunks {
    private final List<byte[]> chunks;
    private long bytes;
    private long compacted;

    private Chunks(List<byte[]> chunks, long compacted) {
      this.chunks = chunks;
      this.compacted = compacted;
      for (byte[] chunk : chunks) {
        bytes += chunk.length;
      }
    }

    private void add(byte[] chunk) {
      chunks.add(chunk);
      bytes += chunk.length;
    }
  }

  @Override
  public Chunks createAccumulator() {
    return new Chunks(new ArrayList<>(), 0);
  }

  @Override
  public Chunks addInput(Chunks chunks, byte[] chunk) {
    chunks.add(chunk);
    return compactIfLarge(chunks);
  }

  @Override
  public Chunks mergeAccumulators(Iterable<Chunks> all) {
    Chunks merged = createAccumulator();
    for (Chunks chunks : all) {
      chunks.chunks.forEach(merged::add);
    }
    return compactIfLarge(merged);
  }

  private Chunks compactIfLarge(Chunks chunks) {
    boolean large = chunks.bytes > 2 * Math.max(LEAST_BYTES, chunks.compacted);
    return large || chunks.chunks.size() > MOST_CHUNKS ? compact(chunks) : chunks;
  }

  @Override
  public Chunks compact(Chunks chunks) {
    if (chunks.chunks.size() <= 1) {
      return chunks;
    }
    Chunks compacted = new Chunks(WindowPartials.compact(memory, chunks.chunks), 0);
    compacted.compacted = compacted.bytes;
    return compacted;
  }

  @Override
  public Iterable<byte[]> extractOutput(Chunks chunks) {
    return List.copyOf(chunks.chunks);
  }

  @Override
  public Coder<Chunks> getAccumulatorCoder(CoderRegistry registry, Coder<byte[]> input) {
    return new ChunksCoder();
  }

  @Override
  public Coder<Iterable<byte[]>> getDefaultOutputCoder(
      CoderRegistry registry, Coder<byte[]> input) {
    return IterableCoder.of(ByteArrayCoder.of());
  }

  private static final class ChunksCoder extends CustomCoder<Chunks> {
    private static final long serialVersionUID = 1L;

    private static final ListCoder<byte[]> CHUNKS = ListCoder.of(ByteArrayCoder.of());

    @Override
    public void encode(Chunks chunks, OutputStream out) throws IOException {
      VarLongCoder.of().encode(chunks.compacted, out);
      CHUNKS.encode(chunks.chunks, out);
    }

    @Override
    public Chunks decode(InputStream in) throws IOException {
      long compacted = VarLongCoder.of().decode(in);
      return new Chunks(new ArrayList<>(CHUNKS.decode(in)), compacted);
    }

    @Override
    public void verifyDeterministic() {}

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
      return other instanceof ChunksCoder;
    }

    @Override
    public int hashCode() {
      return ChunksCoder.class.hashCode();
    }
  }
}
