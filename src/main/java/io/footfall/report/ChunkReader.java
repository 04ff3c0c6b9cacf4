package io.footfall.report;

import io.footfall.aggregate.PartialWriter;
import io.footfall.bytes.ByteInput;
import io.footfall.files.SteadyChannel;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads chunks, both those emitted directly and those that {@link ChunkSpill} wrote to a file. */
public final class ChunkReader implements Closeable {
  private static final int MOST_OPEN_FILES = 64;
  private static final int SLACK = 16;
  private static final int COMPRESSION = 3;
  private static final int FIRST_BYTES = 1 << 18;

  private final Map<String, SeekableByteChannel> open = new LinkedHashMap<>();
  private byte[] buffer = new byte[0];
  private int aggregate;

  /** Creates a reader without an open file. */
  public ChunkReader() {}

  /** Returns the entries of a chunk, valid until the next call. */
  public ByteInput entries(byte[] handedOn) {
    if (handedOn[0] != ChunkSpill.REFERENCE) {
      aggregate = PartialWriter.aggregateOf(handedOn);
      return PartialWriter.entriesOf(handedOn);
    }
    ByteInput reference = new ByteInput(handedOn, 1, handedOn.length);
    long offset = reference.readVarLong();
    int length = reference.readVarInt();
    String file =
        new String(handedOn, reference.position(), reference.remaining(), StandardCharsets.UTF_8);
    if (buffer.length < length + SLACK) {
      buffer = new byte[Math.max(length + SLACK, Math.max(FIRST_BYTES, 2 * buffer.length))];
    }
    try {
      read(file, offset, ByteBuffer.wrap(buffer, 0, length));
    } catch (IOException e) {
      throw new UncheckedIOException("Reading " + file + " failed: " + e.getMessage(), e);
    }
    aggregate = PartialWriter.aggregateOf(buffer);
    return PartialWriter.entriesOf(buffer, length);
  }

  /**
   * Returns the approximate uncompressed size of a chunk's entries in bytes. A chunk in a file
   * usually takes less than a third of that.
   */
  public static long plainSize(byte[] handedOn) {
    if (handedOn[0] != ChunkSpill.REFERENCE) {
      return PartialWriter.plainSize(handedOn);
    }
    ByteInput reference = new ByteInput(handedOn, 1, handedOn.length);
    reference.readVarLong();
    return COMPRESSION * reference.readVarLong();
  }

  /** Returns the index of the aggregate that wrote the last chunk. */
  public int aggregate() {
    return aggregate;
  }

  private void read(String file, long offset, ByteBuffer into) throws IOException {
    SeekableByteChannel channel = open.get(file);
    if (channel == null) {
      if (open.size() >= MOST_OPEN_FILES) {
        close();
      }
      ReadableByteChannel opened = SteadyChannel.open(file);
      if (!(opened instanceof SeekableByteChannel seekable)) {
        opened.close();
        throw new IOException(
            "the file system of the output cannot read from the middle of a file");
      }
      channel = seekable;
      open.put(file, channel);
    }
    channel.position(offset);
    while (into.hasRemaining()) {
      if (channel.read(into) < 0) {
        throw new EOFException("it ends before byte " + (offset + into.limit()));
      }
    }
  }

  @Override
  public void close() {
    try {
      for (SeekableByteChannel channel : open.values()) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.clear();
  }
}
