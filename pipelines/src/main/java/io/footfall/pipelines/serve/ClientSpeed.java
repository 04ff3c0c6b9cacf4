package io.footfall.pipelines.serve;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Measures how fast a client reads a download, and ends downloads that are too slow, because they
 * occupy a slot. Counts only the time of writes, not that of the query.
 */
final class ClientSpeed {
  /** The minimum rate in characters per second, after {@link #GRACE} of waiting. */
  private static final long LEAST_PER_SECOND = 16_384;

  private static final Duration GRACE = Duration.ofSeconds(20);

  interface Write {
    void run() throws IOException;
  }

  private final LongSupplier nanoTime;
  private long waitedNanos;
  private long characters;

  ClientSpeed(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Writes.
   *
   * @param count number of characters
   * @throws IOException if the write fails or the client is too slow
   */
  void write(Write write, int count) throws IOException {
    long start = nanoTime.getAsLong();
    write.run();
    waitedNanos += nanoTime.getAsLong() - start;
    characters += count;
    Duration waited = Duration.ofNanos(waitedNanos);
    if (waited.compareTo(GRACE) > 0 && characters < LEAST_PER_SECOND * waited.toSeconds()) {
      throw new IOException(
          "The client reads fewer than " + LEAST_PER_SECOND + " characters per second");
    }
  }
}
