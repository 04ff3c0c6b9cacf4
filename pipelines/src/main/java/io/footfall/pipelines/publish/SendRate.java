package io.footfall.pipelines.publish;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Limits the number of records per second. Not thread-safe. */
public final class SendRate {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Shorter pauses are combined, because threads cannot sleep for so little time. */
  private static final double SHORTEST_PAUSE_NANOS = 1e6;

  private final double nanosPerRecord;
  private final LongSupplier clock;
  private final LongConsumer pause;
  private double next;

  /**
   * Creates a limit.
   *
   * @param recordsPerSecond maximum rate, or 0 for none
   */
  public SendRate(double recordsPerSecond) {
    this(recordsPerSecond, System::nanoTime, LockSupport::parkNanos);
  }

  /**
   * Creates a limit with another clock.
   *
   * @param clock returns nanoseconds
   * @param pause waits for about this many nanoseconds, or less
   */
  SendRate(double recordsPerSecond, LongSupplier clock, LongConsumer pause) {
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
    // Unused capacity expires, so that no burst follows a pause.
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
