package io.footfall.report;

import java.io.IOException;
import java.io.Serializable;

/**
 * Checks periodically that a run still owns the directory to which it writes. One per writer, not
 * thread-safe.
 */
public final class OwnerWatch implements Serializable {
  private static final long NANOS_BETWEEN_CHECKS = 5_000_000_000L;

  private final OwnedDirectory directory;
  private final StreamOwner run;
  private transient boolean checked;
  private transient long checkedNanos;

  /** Creates the watch of a run that has claimed a directory. */
  public OwnerWatch(OwnedDirectory directory, StreamOwner run) {
    this.directory = directory;
    this.run = run;
  }

  /**
   * Checks before a write, at most every five seconds.
   *
   * @throws io.footfall.errors.PermanentFailure if another run owns the directory
   */
  public void beforeWrite() throws IOException {
    long now = System.nanoTime();
    if (!checked || now - checkedNanos >= NANOS_BETWEEN_CHECKS) {
      directory.beforeWrite(run);
      checked = true;
      checkedNanos = now;
    }
  }

  /** Returns a heartbeat of the run. */
  public Heartbeat heartbeat() {
    return Heartbeat.of(run.run() + " " + directory.path(), () -> directory.renew(run));
  }

  /** Records that the run has ended, so that the next run need not wait. */
  public void release() throws IOException {
    directory.release(run);
  }
}
