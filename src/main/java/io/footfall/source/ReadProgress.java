package io.footfall.source;

import java.util.concurrent.atomic.LongAdder;

/**
 * How far the readers in this process have come: for a console to show, never for a result. A
 * bundle that is tried again counts again.
 */
public final class ReadProgress {
  /** Bytes of files read: compressed ones of a compressed file. */
  public static final LongAdder BYTES = new LongAdder();

  /** Records read. */
  public static final LongAdder RECORDS = new LongAdder();

  /** Records rejected. */
  public static final LongAdder REJECTS = new LongAdder();

  private ReadProgress() {}
}
