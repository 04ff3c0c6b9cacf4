package io.footfall.source;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the readers of a run have read in this process. The console shows it, and idle
 * workers wait for it. No result depends on it, because a retried bundle counts again.
 */
public final class ReadProgress {
  private static final Map<String, ReadProgress> RUNS = new ConcurrentHashMap<>();
  private static final long MILLIS_TO_BEGIN = 100;

  private final LongAdder bytes;
  private final LongAdder records = new LongAdder();
  private final LongAdder rejects = new LongAdder();
  private @Nullable ReadProgress ofBytesOnly;
  private @Nullable ReadProgress ofCommit;
  private boolean anyBundle;
  private int bundles;

  /** Creates a progress of zero. */
  public ReadProgress() {
    this(new LongAdder());
  }

  private ReadProgress(LongAdder bytes) {
    this.bytes = bytes;
  }

  /** Returns the progress of a run, which the console and the readers share. */
  public static ReadProgress ofRun(String runId) {
    return RUNS.computeIfAbsent(runId, run -> new ReadProgress());
  }

  /** Forgets the progress of a run that has ended. */
  public static void forget(String runId) {
    RUNS.remove(runId);
  }

  /** Returns a view that only adds to the bytes of this progress; always the same instance. */
  public synchronized ReadProgress ofBytesOnly() {
    if (ofBytesOnly == null) {
      ofBytesOnly = new ReadProgress(bytes);
    }
    return ofBytesOnly;
  }

  /** Returns the progress of the commit, which reads nothing; always the same instance. */
  public synchronized ReadProgress ofCommit() {
    if (ofCommit == null) {
      ofCommit = new ReadProgress();
    }
    return ofCommit;
  }

  /** Records that a bundle with records begins. */
  public synchronized void begin() {
    anyBundle = true;
    bundles++;
    notifyAll();
  }

  /** Records that such a bundle has ended or failed. */
  public synchronized void end() {
    bundles--;
    notifyAll();
  }

  /**
   * Waits until no bundle is being read. The first bundle may begin shortly after the call; if none
   * does, this returns soon.
   */
  public synchronized void awaitOthers() throws InterruptedException {
    long until = System.nanoTime() + MILLIS_TO_BEGIN * 1_000_000;
    for (long left = MILLIS_TO_BEGIN; !anyBundle && left > 0; ) {
      wait(left);
      left = (until - System.nanoTime()) / 1_000_000;
    }
    while (bundles > 0) {
      wait();
    }
  }

  /** Returns the number of file bytes read; for a compressed file, compressed bytes. */
  public LongAdder bytes() {
    return bytes;
  }

  /** Returns the number of records read. */
  public LongAdder records() {
    return records;
  }

  /** Returns the number of records rejected. */
  public LongAdder rejects() {
    return rejects;
  }
}
