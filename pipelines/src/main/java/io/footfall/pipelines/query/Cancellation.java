package io.footfall.pipelines.query;

import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Ends a question from another thread. */
public final class Cancellation {
  private @Nullable Statement statement;
  private boolean cancelled;

  /** Ends it, or what has not begun yet. */
  public synchronized void cancel() {
    cancelled = true;
    Statement running = statement;
    if (running != null) {
      try {
        running.cancel();
      } catch (SQLException e) {
        // It has ended by itself.
        statement = null;
      }
    }
  }

  /** Whether it was ended. */
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Says what runs; it is cancelled at once if that was asked for before. */
  synchronized void runs(Statement started) throws SQLException {
    statement = started;
    if (cancelled) {
      started.cancel();
    }
  }

  /** Says that nothing runs any more. */
  synchronized void ends() {
    statement = null;
  }
}
