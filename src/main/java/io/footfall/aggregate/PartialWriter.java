package io.footfall.aggregate;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.CorruptDataException;
import java.util.Arrays;

/**
 * Packs the partials of one aggregate into chunks by partition. Chunks cross the shuffle. A chunk
 * has a few hundred KiB, so that the runner handles few elements and no large ones.
 *
 * <p>Once a bundle exceeds {@code plainBytes}, its further chunks are compressed. This saves memory
 * in a runner that keeps a shuffle in memory, as the DirectRunner does.
 *
 * <p>A chunk consists of one byte for the aggregate, one byte that is 1 if the entries are
 * compressed (Zstandard, preceded by the uncompressed length), and the entries.
 */
public final class PartialWriter {

  /** Receives the chunks. */
  @FunctionalInterface
  public interface Sink {
    /** Receives a chunk for a partition. The sink owns the array. */
    void accept(int partition, byte[] chunk);
  }

  /** A chunk is closed once it has this many bytes. */
  static final int CHUNK_BYTES = 1 << 18;

  private static final int HEADER_BYTES = 2;
  private static final int COMPRESSION_LEVEL = 1;
  private static final int FIRST_BYTES = 1 << 10;

  private final int aggregate;
  private final ByteOutput[] parts;
  private final Sink sink;
  private long plainBytes;

  /**
   * Creates a writer for one bundle.
   *
   * @param aggregate index of the aggregate, 0 to 127, by which merging distinguishes partials
   * @param partitions the number of key partitions
   * @param plainBytes number of bytes that are left uncompressed
   */
  public PartialWriter(int aggregate, int partitions, long plainBytes, Sink sink) {
    this.aggregate = aggregate;
    this.parts = new ByteOutput[partitions];
    this.plainBytes = plainBytes;
    this.sink = sink;
  }

  /** Returns the number of partitions. */
  public int partitions() {
    return parts.length;
  }

  /** Returns the output for the next entry of a partition. Call {@link #wrote} after writing it. */
  public ByteOutput to(int partition) {
    ByteOutput part = parts[partition];
    return part != null ? part : open(partition);
  }

  private ByteOutput open(int partition) {
    ByteOutput part = new ByteOutput(FIRST_BYTES);
    part.writeByte(aggregate);
    part.writeByte(0);
    parts[partition] = part;
    return part;
  }

  /** Ends an entry. */
  public void wrote(int partition) {
    if (parts[partition].size() >= CHUNK_BYTES) {
      send(partition);
    }
  }

  private void send(int partition) {
    ByteOutput part = parts[partition];
    plainBytes -= part.size();
    if (plainBytes >= 0) {
      sink.accept(partition, part.toByteArray());
    } else {
      // Avoids copies, because a part may be a reject of many megabytes.
      int plain = part.size() - HEADER_BYTES;
      byte[] small = new byte[Math.toIntExact(Zstd.compressBound(plain))];
      long size =
          Zstd.compressByteArray(
              small, 0, small.length, part.array(), HEADER_BYTES, plain, COMPRESSION_LEVEL);
      if (Zstd.isError(size)) {
        throw new IllegalStateException(Zstd.getErrorName(size));
      }
      ByteOutput chunk = new ByteOutput((int) size + 12);
      chunk.writeByte(aggregate);
      chunk.writeByte(1);
      chunk.writeVarLong(plain);
      chunk.write(small, 0, (int) size);
      sink.accept(partition, chunk.toByteArray());
    }
    part.reset();
    part.writeByte(aggregate);
    part.writeByte(0);
  }

  /**
   * Emits all remaining chunks. The writer can be used again; it keeps its buffers unless they
   * could take much memory.
   */
  public void finish() {
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] != null && parts[i].size() > HEADER_BYTES) {
        send(i);
      }
    }
    if ((long) parts.length * CHUNK_BYTES > KeyTable.KEPT_BYTES) {
      Arrays.fill(parts, null);
    }
  }

  /** Returns a chunk without entries, which merges to an empty aggregate. */
  public static byte[] empty(int aggregate) {
    return new byte[] {(byte) aggregate, 0};
  }

  /** Returns the index of the aggregate that wrote a chunk. */
  public static int aggregateOf(byte[] chunk) {
    return chunk[0];
  }

  /** Returns the uncompressed size of a chunk's entries in bytes. */
  public static long plainSize(byte[] chunk) {
    return chunk[1] == 0
        ? chunk.length
        : new ByteInput(chunk, HEADER_BYTES, chunk.length).readVarLong();
  }

  /**
   * Returns the entries of a chunk, followed by slack.
   *
   * @throws CorruptDataException if it is not a chunk
   */
  public static ByteInput entriesOf(byte[] chunk) {
    if (chunk.length < HEADER_BYTES) {
      throw new CorruptDataException("a chunk of " + chunk.length + " bytes");
    }
    return chunk[1] == 0
        ? entriesOf(Arrays.copyOf(chunk, chunk.length + 16), chunk.length)
        : entriesOf(chunk, chunk.length);
  }

  /**
   * Returns the entries of a chunk in the first {@code size} bytes of an array, which must have 16
   * more bytes of slack.
   *
   * @throws CorruptDataException if it is not a chunk
   */
  public static ByteInput entriesOf(byte[] chunk, int size) {
    if (chunk[1] == 0) {
      return new ByteInput(chunk, HEADER_BYTES, size);
    }
    ByteInput header = new ByteInput(chunk, HEADER_BYTES, size);
    int length = header.readVarInt();
    int from = header.position();
    try {
      // Checked before memory is allocated, because a corrupt chunk can declare any size.
      if (header.hasRemaining()
          && Zstd.getFrameContentSize(chunk, from, header.remaining()) == length) {
        byte[] plain = new byte[length + 16];
        Zstd.decompressByteArray(plain, 0, length, chunk, from, header.remaining());
        return new ByteInput(plain, 0, length);
      }
    } catch (ZstdException e) {
      throw new CorruptDataException("a chunk cannot be decompressed: " + e.getMessage());
    }
    throw new CorruptDataException("a chunk does not have its " + length + " bytes");
  }
}
