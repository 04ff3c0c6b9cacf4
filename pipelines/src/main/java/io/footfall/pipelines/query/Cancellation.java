package io.footfall.pipelines.query;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Cancels a query from another thread. */
public final class Cancellation {
  /** A running query. */
  interface Stoppable {
    /** Asks the query to stop, and returns at once. */
    void stop() throws SQLException;
  }

  private @Nullable Stoppable query;
  private boolean cancelled;

  /** Cancels the running query, or the next one to start. */
  public synchronized void cancel() {
    cancelled = true;
    Stoppable running = query;
    if (running != null) {
      try {
        running.stop();
      } catch (SQLException e) {
        // The query has already ended.
        query = null;
      }
    }
  }

  /** Returns whether the query was cancelled. */
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /**
   * Registers the running query, and stops it at once if cancellation was requested before.
   *
   * @throws SQLException if it cannot be stopped
   */
  synchronized void started(Stoppable started) throws SQLException {
    query = started;
    if (cancelled) {
      started.stop();
    }
  }

  /** Unregisters the query. */
  synchronized void ended() {
    query = null;
  }
}
