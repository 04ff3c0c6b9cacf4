package io.footfall.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream in a separate thread, a few blocks ahead, so that a file is decompressed on one
 * core while its records are parsed on another. Holds {@value #BLOCKS} blocks of 128 KiB.
 */
final class ReadAhead implements ReadableByteChannel {
  private static final int BLOCKS = 4;
  private static final int BLOCK_BYTES = 1 << 17;

  /**
   * A filled block, and what follows it.
   *
   * @param last whether the stream ends there
   * @param failure why it cannot be read further; null if it can
   */
  @SuppressWarnings("ArrayRecordComponent") // It is handed over, not compared.
  private record Block(byte[] bytes, int length, boolean last, @Nullable Throwable failure) {}

  private final InputStream in;
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BLOCKS);
  private final BlockingQueue<Block> filled = new ArrayBlockingQueue<>(BLOCKS);
  private final Thread reader;
  private Block current = new Block(new byte[BLOCK_BYTES], 0, false, null);
  private int position;
  private boolean open = true;

  /** Starts reading; {@link #close} closes the stream. */
  ReadAhead(String file, InputStream in) {
    this.in = in;
    for (int i = 1; i < BLOCKS; i++) {
      free.add(new byte[BLOCK_BYTES]);
    }
    reader = new Thread(this::readAll, "read-ahead " + file);
    reader.setDaemon(true);
    reader.start();
  }

  private void readAll() {
    try {
      Block block;
      do {
        block = fill(free.take());
        filled.put(block);
      } while (!block.last && block.failure == null);
    } catch (InterruptedException e) {
      // It was closed.
    }
  }

  private Block fill(byte[] bytes) {
    int length = 0;
    try {
      while (length < BLOCK_BYTES) {
        int n = in.read(bytes, length, BLOCK_BYTES - length);
        if (n < 0) {
          return new Block(bytes, length, true, null);
        }
        length += n;
      }
      return new Block(bytes, length, false, null);
    } catch (IOException | RuntimeException | Error e) {
      return new Block(bytes, length, false, e);
    }
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    while (position == current.length) {
      if (current.failure != null) {
        throw failure(current.failure);
      }
      if (current.last) {
        return -1;
      }
      next();
    }
    int n = Math.min(to.remaining(), current.length - position);
    to.put(current.bytes, position, n);
    position += n;
    return n;
  }

  private void next() throws IOException {
    free.add(current.bytes);
    try {
      current = filled.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading");
    }
    position = 0;
  }

  /** Returns or throws the failure that ended the reading, as if it had occurred in this thread. */
  private static IOException failure(Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    return (IOException) failure;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    reader.interrupt();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    in.close();
  }
}
