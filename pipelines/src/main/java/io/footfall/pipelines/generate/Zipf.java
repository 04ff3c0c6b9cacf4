package io.footfall.pipelines.generate;

/**
 * Draws ranks from 0 to n - 1 with the weight of rank k being 1 / (k + 1)^s: with s = 0 all alike,
 * with s = 1 the second half as often as the first.
 *
 * <p>Walker's alias method: two table look-ups for a draw, whatever n is. The weights come from
 * {@link StrictMath}, are made integers at once, and all else is integer arithmetic, so that the
 * table is the same everywhere.
 */
final class Zipf {

  /** Weights are multiples of 2^-36: with at most 2^26 ranks, weight times ranks fits a long. */
  private static final double ONE = 1L << 36;

  /** The most ranks that there can be. */
  static final int MAX_RANKS = 1 << 26;

  private final int ranks;
  private final long total;
  // Empty for s = 0, where a draw needs no table.
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
      // At least 1, so that every rank can be drawn however steep the curve is.
      keep[k] = Math.max(1, (long) (StrictMath.pow(k + 1.0, -s) * ONE));
      sum += keep[k];
    }
    total = sum;
    fillAliases();
  }

  /** The next rank. */
  int draw(SplitMix random) {
    int column = (int) random.below(ranks);
    if (keep.length == 0 || random.below(total) < keep[column]) {
      return column;
    }
    return alias[column];
  }

  /** Vose's way to fill the columns: each column too low is filled up by one that is too high. */
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
    // Integers add up, so what is left over is exactly full.
  }
}
