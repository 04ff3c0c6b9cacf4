package io.footfall.pipelines.query;

import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Cancels a query from another thread. */
public final class Cancellation {
  private @Nullable Statement statement;
  private boolean cancelled;

  /** Cancels the running query, or the next one to start. */
  public synchronized void cancel() {
    cancelled = true;
    Statement running = statement;
    if (running != null) {
      try {
        running.cancel();
      } catch (SQLException e) {
        // The query has already ended.
        statement = null;
      }
    }
  }

  /** Returns whether the query was cancelled. */
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /**
   * Registers the running statement, and cancels it at once if cancellation was requested before.
   */
  synchronized void started(Statement started) throws SQLException {
    statement = started;
    if (cancelled) {
      started.cancel();
    }
  }

  /** Unregisters the statement. */
  synchronized void ended() {
    statement = null;
  }
}
