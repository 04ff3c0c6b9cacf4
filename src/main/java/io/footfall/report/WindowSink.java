package io.footfall.report;

import io.footfall.dataset.Dataset;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;

/**
 * Takes the reports of windows: a database, for instance. The same sink serves a stream, which puts
 * in one window at a time, and a bounded run, which puts in all windows at once.
 */
public interface WindowSink extends Serializable {

  /**
   * Opens the sink, and makes the tables or folders that are missing.
   *
   * @throws IOException if it cannot be reached, or refuses
   */
  Session open(Dataset<?> dataset) throws IOException;

  /** Returns what it is, for a person; without secrets. */
  @Override
  String toString();

  /** An open sink. Not thread-safe. */
  interface Session extends Closeable {
    /**
     * Puts in the reports, all or none of them. A report replaces what an earlier pane of its
     * window said; putting it in again changes nothing.
     *
     * @throws IOException if the sink cannot be reached, or refuses; nothing is put in then
     */
    void put(Iterable<WindowReport> reports) throws IOException;
  }
}
