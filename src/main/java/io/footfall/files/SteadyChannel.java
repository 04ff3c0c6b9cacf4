package io.footfall.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import org.apache.beam.sdk.io.FileSystems;

/**
 * Reads a remote file, and resumes after a broken connection. The clients of stores retry failed
 * requests, but not responses that fail midway.
 */
public final class SteadyChannel implements SeekableByteChannel {
  private static final int MOST_FAILURES = 5;
  private static final long FIRST_PAUSE_MILLIS = 200;

  private final String file;
  private final long size;
  private SeekableByteChannel channel;
  private long position;
  private int failures;
  private boolean closed;

  private SteadyChannel(String file, SeekableByteChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    size = channel.size();
  }

  /**
   * Opens a file on any Beam file system.
   *
   * @return a {@link SeekableByteChannel}, if the file system supports it
   * @throws IOException if it cannot be opened
   */
  public static ReadableByteChannel open(String file) throws IOException {
    if (OutputFiles.isLocal(file)) {
      return FileSystems.open(FileSystems.matchNewResource(file, false));
    }
    ReadableByteChannel channel = openRemote(file);
    return channel instanceof SeekableByteChannel seekable
        ? new SteadyChannel(file, seekable)
        : channel;
  }

  /** Opens a remote file. Any exception of the store's client becomes an {@link IOException}. */
  private static ReadableByteChannel openRemote(String file) throws IOException {
    try {
      return FileSystems.open(FileSystems.matchNewResource(file, false));
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }

  /** Reads, and retries at the same position after a failure. */
  @Override
  public int read(ByteBuffer to) throws IOException {
    while (true) {
      int before = to.position();
      try {
        int n = channel.read(to);
        if (n < 0 && position < size) {
          throw new IOException("the response ended at byte " + position + " of " + size);
        }
        position += Math.max(0, n);
        failures = n > 0 ? 0 : failures;
        return n;
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        if (closed || ++failures > MOST_FAILURES) {
          throw e instanceof IOException io ? io : new IOException(e);
        }
        to.position(before);
        pause();
        reopen(e);
      }
    }
  }

  private void pause() throws IOException {
    try {
      Thread.sleep(FIRST_PAUSE_MILLIS << failures);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    }
  }

  private void reopen(Exception why) throws IOException {
    try {
      channel.close();
    } catch (IOException | RuntimeException e) {
      why.addSuppressed(e);
    }
    channel = (SeekableByteChannel) openRemote(file);
    if (channel.size() != size) {
      throw new EOFException(
          "it had " + size + " bytes when it was opened, and has " + channel.size() + " now");
    }
    channel.position(position);
  }

  @Override
  public long position() throws IOException {
    refuseIfClosed();
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws IOException {
    refuseIfClosed();
    channel.position(newPosition);
    position = newPosition;
    return this;
  }

  @Override
  public long size() throws IOException {
    refuseIfClosed();
    return size;
  }

  private void refuseIfClosed() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      channel.close();
    }
  }

  /** Always throws, because the channel is read-only. */
  @Override
  public int write(ByteBuffer from) {
    throw new UnsupportedOperationException();
  }

  /** Always throws, because the channel is read-only. */
  @Override
  public SeekableByteChannel truncate(long newSize) {
    throw new UnsupportedOperationException();
  }
}
