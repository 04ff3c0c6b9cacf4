package io.footfall.publish;

import java.util.concurrent.locks.LockSupport;

/** Lets no more than so many records pass in a second. For one thread. */
public final class RateLimit {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Pauses shorter than this are put together: a thread cannot sleep so little. */
  private static final double SHORTEST_PAUSE_NANOS = 1e6;

  private final double nanosPerRecord;
  private double next = System.nanoTime();

  /**
   * A limit.
   *
   * @param recordsPerSecond 0 for none
   */
  public RateLimit(double recordsPerSecond) {
    nanosPerRecord = recordsPerSecond == 0 ? 0 : NANOS_PER_SECOND / recordsPerSecond;
  }

  /** Waits until the next record may pass. */
  public void pass() {
    if (nanosPerRecord == 0) {
      return;
    }
    double now = System.nanoTime();
    // What was not used in time is lost: no burst makes up for a pause.
    next = Math.max(next, now - SHORTEST_PAUSE_NANOS) + nanosPerRecord;
    double early = next - now;
    while (early > SHORTEST_PAUSE_NANOS) {
      LockSupport.parkNanos((long) early);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      early = next - System.nanoTime();
    }
  }
}
