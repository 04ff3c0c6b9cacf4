package io.footfall.files;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A temporary file of this process in the directory {@code java.io.tmpdir}. It is unlinked as soon
 * as it is open, so it needs no cleanup, however the process ends. Its space is freed when it is
 * closed or no longer reachable.
 *
 * <p>One thread appends; after that, any number of threads may read.
 */
public final class ScratchFile implements Closeable {
  private final FileChannel channel;
  private long size;

  private ScratchFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Creates an empty file.
   *
   * @throws UncheckedIOException if the temporary directory cannot be used
   */
  public static ScratchFile create() {
    return in(Path.of(System.getProperty("java.io.tmpdir")));
  }

  static ScratchFile in(Path directory) {
    try {
      Path file = Files.createTempFile(directory, "footfall-", ".tmp");
      return new ScratchFile(
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Returns its size in bytes. */
  public long size() {
    return size;
  }

  /**
   * Appends the first bytes of an array.
   *
   * @throws UncheckedIOException if the bytes cannot be written
   */
  public void append(byte[] bytes, int length) {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
    try {
      while (rest.hasRemaining()) {
        size += channel.write(rest, size);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Reads bytes at a position, as many as remain in the file and fit in the buffer.
   *
   * @return the number of bytes read, or -1 at the end
   */
  public int read(long position, ByteBuffer into) throws IOException {
    return channel.read(into, position);
  }

  /** Reads {@code length} bytes at a position. */
  public byte[] read(long position, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      while (bytes.hasRemaining()) {
        if (read(position + bytes.position(), bytes) < 0) {
          throw new EOFException("it ends after " + size + " bytes");
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
    return bytes.array();
  }

  private static UncheckedIOException failed(IOException e) {
    return new UncheckedIOException(
        ("The temporary directory %s cannot be used: %s. Set another one with"
                + " FOOTFALL_JAVA_OPTS=-Djava.io.tmpdir=DIRECTORY.")
            .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
        e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
