package io.footfall.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that are read from a stream, by one thread at a time. */
final class CountedInput extends FilterInputStream {
  private volatile long count; // Another thread may read the count.

  CountedInput(InputStream in) {
    super(in);
  }

  /** Returns the number of bytes read so far. */
  long count() {
    return count;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // Only one thread reads.
  public int read() throws IOException {
    int b = super.read();
    count += b < 0 ? 0 : 1;
    return b;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // Only one thread reads.
  public int read(byte[] to, int from, int length) throws IOException {
    int n = super.read(to, from, length);
    count += Math.max(0, n);
    return n;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
