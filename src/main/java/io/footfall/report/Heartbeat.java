package io.footfall.report;

import java.io.Closeable;
import java.io.IOException;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Shows from time to time that a run still owns its output, while it waits for records or for the
 * end of a window.
 */
public final class Heartbeat implements Closeable {
  private static final long MILLIS_BETWEEN = StreamOwner.ACTIVE.toMillis() / 3;

  private final Timer timer = new Timer("footfall-owner", true);

  /** Shows that a run is the owner. */
  @FunctionalInterface
  public interface Beat {
    /** Records that the run is alive. */
    void show() throws IOException;
  }

  private Heartbeat() {}

  /** Starts a daemon thread, which runs until the heartbeat is closed. */
  public static Heartbeat of(Beat beat) {
    Heartbeat heartbeat = new Heartbeat();
    heartbeat.timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            try {
              beat.show();
            } catch (IOException | RuntimeException e) {
              // The next one may succeed. A write reports what is wrong.
              return;
            }
          }
        },
        MILLIS_BETWEEN,
        MILLIS_BETWEEN);
    return heartbeat;
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
