package io.footfall.report;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Signals periodically that a run still owns its output while it waits for records or for the end
 * of a window. The tasks of a process share one heartbeat per output.
 */
public final class Heartbeat implements Closeable {
  private static final long MILLIS_BETWEEN = StreamOwner.ACTIVE.toMillis() / 3;
  private static final Map<String, Heartbeat> RUNNING = new HashMap<>();

  private final String output;
  private final Timer timer = new Timer("footfall-owner", true);
  private int holders;

  /** Signals that a run is the owner. */
  @FunctionalInterface
  public interface Beat {
    /** Records that the run is alive. */
    void show() throws IOException;
  }

  private Heartbeat(String output) {
    this.output = output;
  }

  /**
   * Starts a daemon thread, which runs until every holder of the heartbeat has closed it.
   *
   * @param output the run and its output
   */
  public static Heartbeat of(String output, Beat beat) {
    synchronized (RUNNING) {
      Heartbeat heartbeat = RUNNING.computeIfAbsent(output, Heartbeat::new);
      if (heartbeat.holders++ == 0) {
        heartbeat.start(beat);
      }
      return heartbeat;
    }
  }

  private void start(Beat beat) {
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            try {
              beat.show();
            } catch (IOException | RuntimeException e) {
              // The next beat may succeed; if the problem persists, the next write reports it.
              return;
            }
          }
        },
        MILLIS_BETWEEN,
        MILLIS_BETWEEN);
  }

  @Override
  public void close() {
    synchronized (RUNNING) {
      if (--holders == 0) {
        RUNNING.remove(output);
        timer.cancel();
      }
    }
  }
}
