package io.footfall.report;

import io.footfall.accounting.SourceCounts;
import io.footfall.dataset.Dataset;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Receives the results of windows, for example a directory or a database. The same sink serves a
 * stream, which writes one window at a time, and a bounded run, which writes all windows at once.
 */
public interface WindowSink extends Serializable {

  /** Returns the name of the step that writes into it; never changes. */
  String step();

  /** Returns the option that names it, such as {@code --sink}. */
  String option();

  /**
   * Returns whether several results are written atomically. If not, a bounded run commits them
   * itself, with the rest of its report.
   */
  boolean isAtomic();

  /**
   * Opens the sink, and creates missing tables or directories.
   *
   * @throws IOException if the sink is unreachable or reports an error
   */
  Session open(Dataset<?> dataset) throws IOException;

  /**
   * Returns the privileges that the user lacks, such as {@code UPDATE on visits_urls}.
   *
   * @throws IOException if the sink is unreachable or refuses the login
   */
  default List<String> missingPrivileges(Dataset<?> dataset) throws IOException {
    return List.of();
  }

  /** Returns a description for messages, without secrets. */
  @Override
  String toString();

  /** An open sink. Not thread-safe. */
  interface Session extends Closeable {
    /**
     * Writes the results. A result replaces that of an earlier pane of its window; writing it again
     * changes nothing.
     *
     * @throws IOException if the sink is unreachable or reports an error
     */
    void put(Iterable<WindowResult> results) throws IOException;

    /**
     * Returns whether the sink contains a result: its window with the same pane and counts.
     *
     * @throws IOException if the sink is unreachable or refuses the results
     */
    boolean has(WindowResult result) throws IOException;

    /**
     * Checks that a run may become the owner of the sink.
     *
     * @param takesOver whether it may replace a run that may still be writing
     * @throws io.footfall.errors.FootfallException if another run owns the sink
     * @throws IOException if the sink is unreachable or reports an error
     */
    void requireAvailable(StreamOwner run, boolean takesOver) throws IOException;

    /**
     * Makes a run the owner of the sink. Of several runs that claim it at once, one succeeds.
     *
     * @param takesOver whether it may replace a run that may still be writing
     * @param inThisProcess whether the run ends with this process
     * @throws io.footfall.errors.FootfallException if another run owns the sink
     * @throws IOException if the sink is unreachable or reports an error
     */
    void claim(StreamOwner run, boolean takesOver, boolean inThisProcess) throws IOException;

    /**
     * Sets the run to write for. A write fails once another run owns the sink.
     *
     * @param owner a run that has claimed the sink
     */
    void writeFor(StreamOwner owner);

    /** Records that the owner is running. Does nothing if another run owns the sink. */
    void renew(StreamOwner owner) throws IOException;

    /**
     * Records that the owner has ended, so that the next run need not wait. Does nothing if another
     * run owns the sink.
     */
    void release(StreamOwner owner) throws IOException;

    /** Returns the sum over all windows in the sink. */
    Total total() throws IOException;
  }

  /**
   * The accounting of all windows.
   *
   * @param read the number of records read
   * @param ok the number of counted records
   * @param rejected the number of rejected records
   * @param duplicate the number of duplicates
   * @param late the number of late records
   * @param skipped the number of records that a condition excludes
   * @param details the reasons and observations, if the sink keeps them
   */
  record Total(
      long read,
      long ok,
      long rejected,
      long duplicate,
      long late,
      long skipped,
      Optional<SourceCounts> details) {}
}
