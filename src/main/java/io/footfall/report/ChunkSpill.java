package io.footfall.report;

import io.footfall.bytes.ByteOutput;
import io.footfall.files.OutputFiles;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Limits the data that a bundle sends to another step. The first chunks are emitted directly;
 * further ones go to one temporary file of the bundle, and references are emitted instead. {@link
 * ChunkReader} reads both.
 *
 * <p>A runner copies shuffled data several times. The DirectRunner copies everything that a key has
 * so far whenever another bundle adds to it, and keeps it on the heap. Flink's batch shuffle
 * serializes, sorts and copies. A file is written once and read once.
 *
 * <p>A retried bundle creates another file; the failed attempt's file is removed with the temporary
 * directory.
 */
public final class ChunkSpill implements Closeable {
  /** The first byte of a reference; a chunk begins with the number of its aggregate instead. */
  static final byte REFERENCE = -1;

  private static final int HANDED_ON_BYTES = 1 << 19;

  private final String temporaryFolder;
  private int handedOn;
  private long offset;
  private String file = "";
  private @Nullable WritableByteChannel channel;

  /** Creates the spill of one bundle. The first reference creates its file in this directory. */
  public ChunkSpill(String temporaryFolder) {
    this.temporaryFolder = temporaryFolder;
  }

  /** Returns the element to emit for a chunk: the chunk itself, or a reference to it. */
  public byte[] spilled(byte[] chunk) {
    return isHandedOn(chunk.length) ? chunk : written(chunk, chunk.length);
  }

  /** Returns the element to emit for a chunk: a copy of it, or a reference to it. */
  public byte[] spilled(ByteOutput chunk) {
    return isHandedOn(chunk.size()) ? chunk.toByteArray() : written(chunk.array(), chunk.size());
  }

  private boolean isHandedOn(int length) {
    boolean fits = handedOn + length <= HANDED_ON_BYTES;
    handedOn += fits ? length : 0;
    return fits;
  }

  private byte[] written(byte[] chunk, int length) {
    try {
      if (channel == null) {
        file = temporaryFolder + "chunks-" + UUID.randomUUID();
        channel = OutputFiles.createChannel(file, "application/octet-stream");
      }
      ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, length);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failed(e);
    }
    ByteOutput reference = new ByteOutput(file.length() + 24);
    reference.writeByte(REFERENCE);
    reference.writeVarLong(offset);
    reference.writeVarLong(length);
    reference.write(file.getBytes(StandardCharsets.UTF_8));
    offset += length;
    return reference.toByteArray();
  }

  /** Completes the file at the end of the bundle. References are valid only after that. */
  @Override
  public void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw failed(e);
      }
      channel = null;
    }
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException("Writing " + file + " failed: " + e.getMessage(), e);
  }
}
