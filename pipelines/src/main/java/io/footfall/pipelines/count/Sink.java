package io.footfall.pipelines.count;

import io.footfall.transforms.count.CommitReport;
import io.footfall.transforms.count.CountRecords;
import io.footfall.transforms.count.CountedRecords;
import java.io.PrintStream;
import java.util.Optional;

/**
 * Writes one kind of output of a run: results of windows, records, rejects or a copy of the source.
 * The same sink serves files and streams. Only the commit differs: files commit everything at once,
 * a stream window by window.
 */
interface Sink {
  /**
   * Returns the kind and the place of the output, such as {@code lake in shop}; empty if the
   * console does not show it.
   */
  default Optional<String> place() {
    return Optional.empty();
  }

  /**
   * Checks before a run that the output is writable, and removes the files of interrupted runs.
   *
   * @return the folder of temporary files, if they are elsewhere than those of the report
   * @throws io.footfall.errors.FootfallException if it is not writable
   */
  default Optional<String> prepare() {
    return Optional.empty();
  }

  /** Returns the counting step, extended for the sink. */
  default CountRecords extend(CountRecords count) {
    return count;
  }

  /** Returns the commit of files, extended for the sink. */
  default CommitReport extend(CommitReport commit) {
    return commit;
  }

  /** Adds the steps that write a stream window by window. */
  void attach(CountedRecords counted);

  /**
   * Completes a run of files after its commit.
   *
   * @param status the exit status of the run
   * @return the exit status
   */
  default int complete(int status, PrintStream out) {
    return status;
  }
}
