package io.footfall.pipelines.generate;

/**
 * Draws ranks from 0 to n - 1, where rank k has the weight 1 / (k + 1)^s: uniform for s = 0; for s
 * = 1 the second rank is half as frequent as the first.
 *
 * <p>Uses Walker's alias method: two table look-ups per draw, whatever n is. Weights come from
 * {@link StrictMath} and become integers immediately, so the table is the same on every machine.
 */
final class Zipf {

  /**
   * Weights are multiples of 2^-36: with at most 2^26 ranks, weight times ranks fits into a long.
   */
  private static final double ONE = 1L << 36;

  /** The maximum number of ranks. */
  static final int MAX_RANKS = 1 << 26;

  private final int ranks;
  private final long total;
  // Empty for s = 0, which needs no table.
  private final long[] keep;
  private final int[] alias;

  Zipf(int ranks, double s) {
    if (ranks < 1 || ranks > MAX_RANKS) {
      throw new IllegalArgumentException("ranks: " + ranks);
    }
    this.ranks = ranks;
    if (s == 0) {
      total = ranks;
      keep = new long[0];
      alias = new int[0];
      return;
    }
    keep = new long[ranks];
    alias = new int[ranks];
    long sum = 0;
    for (int k = 0; k < ranks; k++) {
      // At least 1, so that every rank can be drawn.
      keep[k] = Math.max(1, (long) (StrictMath.pow(k + 1.0, -s) * ONE));
      sum += keep[k];
    }
    total = sum;
    fillAliases();
  }

  /** Draws a rank. */
  int draw(SplitMix random) {
    int column = (int) random.below(ranks);
    if (keep.length == 0 || random.below(total) < keep[column]) {
      return column;
    }
    return alias[column];
  }

  /** Fills the columns with Vose's method: each low column is filled up from a high one. */
  private void fillAliases() {
    int[] low = new int[ranks];
    int[] high = new int[ranks];
    int lows = 0;
    int highs = 0;
    for (int k = 0; k < ranks; k++) {
      keep[k] *= ranks;
      if (keep[k] < total) {
        low[lows++] = k;
      } else {
        high[highs++] = k;
      }
    }
    while (lows > 0 && highs > 0) {
      int poor = low[--lows];
      int rich = high[highs - 1];
      alias[poor] = rich;
      keep[rich] -= total - keep[poor];
      if (keep[rich] < total) {
        highs--;
        low[lows++] = rich;
      }
    }
    // With integers, the remaining columns are exactly full.
  }
}
