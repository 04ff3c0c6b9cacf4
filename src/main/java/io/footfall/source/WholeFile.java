package io.footfall.source;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;

/**
 * All bytes of a file, on any Beam file system. They are read once: either {@link #raw} or {@link
 * #plain}.
 */
public final class WholeFile implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final String name;
  private final CountedInput counted;
  private final BufferedInputStream in;

  private WholeFile(String name, CountedInput counted) {
    this.name = name;
    this.counted = counted;
    in = new BufferedInputStream(counted, BUFFER_BYTES);
  }

  /**
   * Opens a file.
   *
   * @throws IOException if it cannot be opened
   */
  public static WholeFile open(String name) throws IOException {
    return new WholeFile(name, new CountedInput(Channels.newInputStream(SourceFile.open(name))));
  }

  /** Returns whether the file is gzip, whatever its name. Call this before reading. */
  public boolean isGzip() throws IOException {
    in.mark(Decompression.START_BYTES);
    byte[] start = in.readNBytes(Decompression.START_BYTES);
    in.reset();
    return Decompression.of(name, start, start.length) == Decompression.GZIP;
  }

  /** Returns whether the file is stored under its name, and was not copied from a pipe. */
  public boolean isStored() {
    return SpooledInput.pathOf(name).equals(name);
  }

  /** Returns the bytes of the file, unchanged. */
  public InputStream raw() {
    return in;
  }

  /**
   * Returns the bytes of the file, decompressed if necessary.
   *
   * @throws IOException if its beginning is damaged
   */
  public InputStream plain() throws IOException {
    return Decompression.plain(name, in);
  }

  /** Returns the number of bytes of the file read so far. */
  public long bytesRead() {
    return counted.count();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
