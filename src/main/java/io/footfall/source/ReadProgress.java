package io.footfall.source;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How far the readers of one run in this process have come: for a console to show, never for a
 * result. A bundle that is tried again counts again.
 */
public final class ReadProgress {
  private static final Map<String, ReadProgress> RUNS = new ConcurrentHashMap<>();

  private final LongAdder bytes;
  private final LongAdder records = new LongAdder();
  private final LongAdder rejects = new LongAdder();

  /** Creates the progress of something that has read nothing. */
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

  /** Returns a progress that adds to the bytes of this one, and to nothing else. */
  public ReadProgress ofBytesOnly() {
    return new ReadProgress(bytes);
  }

  /** Returns the bytes of files read: compressed ones of a compressed file. */
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
