package io.footfall.report;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows from time to time that a run still owns its output, while it waits for records or for the
 * end of a window.
 */
public final class Heartbeat implements Closeable {
  private static final long SECONDS_BETWEEN = StreamOwner.ACTIVE.toSeconds() / 3;

  private final ScheduledExecutorService thread;

  /** Shows that a run is the owner. */
  @FunctionalInterface
  public interface Beat {
    /** Shows it. */
    void show() throws IOException;
  }

  private Heartbeat(ScheduledExecutorService thread) {
    this.thread = thread;
  }

  /** Starts a daemon thread, which runs until the heartbeat is closed. */
  public static Heartbeat of(Beat beat) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread daemon = new Thread(work, "footfall-owner");
              daemon.setDaemon(true);
              return daemon;
            });
    thread.scheduleWithFixedDelay(
        () -> show(beat), SECONDS_BETWEEN, SECONDS_BETWEEN, TimeUnit.SECONDS);
    return new Heartbeat(thread);
  }

  private static void show(Beat beat) {
    try {
      beat.show();
    } catch (IOException | RuntimeException e) {
      // The next one may succeed. A write reports what is wrong.
      return;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
