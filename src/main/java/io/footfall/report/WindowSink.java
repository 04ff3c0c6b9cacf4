package io.footfall.report;

import io.footfall.dataset.Dataset;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;

/**
 * Receives the reports of windows, for example a database. The same sink serves a stream, which
 * writes one window at a time, and a bounded run, which writes all windows at once.
 */
public interface WindowSink extends Serializable {

  /**
   * Opens the sink, and makes the tables or folders that are missing.
   *
   * @throws IOException if it cannot be reached, or refuses
   */
  Session open(Dataset<?> dataset) throws IOException;

  /** Returns a description for messages, without secrets. */
  @Override
  String toString();

  /** An open sink. Not thread-safe. */
  interface Session extends Closeable {
    /**
     * Writes the reports, all or none of them. A report replaces that of an earlier pane of its
     * window; writing it again changes nothing.
     *
     * @throws IOException if the sink cannot be reached, or refuses; nothing is written then
     */
    void put(Iterable<WindowReport> reports) throws IOException;
  }
}
