package io.footfall.pipelines.publish;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Lets no more than so many records pass in a second. For one thread. */
public final class RateLimit {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Pauses shorter than this are put together: a thread cannot sleep so little. */
  private static final double SHORTEST_PAUSE_NANOS = 1e6;

  private final double nanosPerRecord;
  private final LongSupplier clock;
  private final LongConsumer pause;
  private double next;

  /**
   * A limit.
   *
   * @param recordsPerSecond 0 for none
   */
  public RateLimit(double recordsPerSecond) {
    this(recordsPerSecond, System::nanoTime, LockSupport::parkNanos);
  }

  /**
   * A limit by another clock.
   *
   * @param clock tells nanoseconds
   * @param pause lets about so many of them pass, or fewer
   */
  RateLimit(double recordsPerSecond, LongSupplier clock, LongConsumer pause) {
    nanosPerRecord = recordsPerSecond == 0 ? 0 : NANOS_PER_SECOND / recordsPerSecond;
    this.clock = clock;
    this.pause = pause;
    next = clock.getAsLong();
  }

  /** Waits until the next record may pass. */
  public void pass() {
    if (nanosPerRecord == 0) {
      return;
    }
    double now = clock.getAsLong();
    // What was not used in time is lost: no burst makes up for a pause.
    next = Math.max(next, now - SHORTEST_PAUSE_NANOS) + nanosPerRecord;
    double early = next - now;
    while (early > SHORTEST_PAUSE_NANOS) {
      pause.accept((long) early);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      early = next - clock.getAsLong();
    }
  }
}
