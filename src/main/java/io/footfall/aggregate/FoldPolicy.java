package io.footfall.aggregate;

/**
 * Decides whether folding rows in a table before the shuffle pays off. A table pays off if keys
 * repeat within a bundle. If nearly every row has its own key, it only costs time and memory, and
 * rows are better emitted at once.
 *
 * <p>The number of distinct keys is estimated from the first rows that were added to an empty
 * table: {@code m} rows with {@code d} distinct keys out of {@code n} equally likely ones have
 * about {@code m * m / (2 * n)} repeats (the birthday problem), so {@code n} is about {@code m * m
 * / (2 * (m - d))}. Keys that are not equally likely repeat more often, which correctly lowers the
 * estimate.
 */
public final class FoldPolicy {
  private static final int SAMPLE_KEYS = 1 << 14;
  private static final long WORTHWHILE_KEYS = 1 << 19;

  /**
   * The count continues across bundles, because a stream's bundles are so short that sampling each
   * would cost more than it saves. At most this many rows with repeated keys reach the shuffle
   * unfolded.
   */
  private static final long ROWS_BETWEEN_SAMPLES = 1 << 20;

  private final long maxMemory;
  private long rows;
  private long bypass;
  private boolean sampled;

  /** Creates a policy for a table of at most {@code maxMemory} bytes. */
  public FoldPolicy(long maxMemory) {
    this.maxMemory = maxMemory;
  }

  /** Returns the maximum size of the table, in bytes. */
  public long maxMemory() {
    return maxMemory;
  }

  /** Returns whether to emit the next row without adding it to the table. Called for each row. */
  public boolean bypasses() {
    if (bypass > 0) {
      bypass--;
      return true;
    }
    rows++;
    return false;
  }

  /** Returns whether to drain the table now. Called when a row has added a key. */
  public boolean drainsAt(int keys, long memory) {
    if (!sampled && keys >= SAMPLE_KEYS) {
      sampled = true;
      long repeats = rows - keys;
      if ((double) rows * rows > 2.0 * WORTHWHILE_KEYS * repeats) {
        bypass = ROWS_BETWEEN_SAMPLES;
        return true;
      }
    }
    // Keys can come in groups, such as the customers of a day, so the sample may overestimate the
    // repeats. If it was right, earlier groups are complete, and a larger table would only cause
    // more cache misses.
    if (keys >= WORTHWHILE_KEYS) {
      bypass = rows < 2L * keys ? ROWS_BETWEEN_SAMPLES : 0;
      return true;
    }
    return memory > maxMemory;
  }

  /** Records that the table was drained. */
  public void drained() {
    rows = 0;
    sampled = false;
  }
}
