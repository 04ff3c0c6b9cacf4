package io.footfall.pipelines.generate;

/**
 * SplitMix64, a small random number generator with integer arithmetic, which returns the same
 * numbers for a seed on every machine and every Java version.
 *
 * <p>Each chunk has a generator of its own, derived from the seed and the number of the chunk, so
 * chunks can be generated in any order by any number of threads.
 */
final class SplitMix {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix(long seed) {
    state = seed;
  }

  /** Returns the generator of one part. */
  static SplitMix of(long seed, long part) {
    return new SplitMix(mix(mix(seed) + part * 0xD1B54A32D192ED03L));
  }

  /** Returns a well-mixed number that depends only on the argument. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Returns a random long. */
  long next() {
    state += GAMMA;
    return mix(state);
  }

  /**
   * Returns a number from 0 to {@code bound} - 1; {@code bound} is at most 2^62. Uses
   * multiplication instead of rejection: the bias is below one in 2^63 / bound, and each call takes
   * exactly one step.
   */
  long below(long bound) {
    return Math.multiplyHigh(next() >>> 1, bound << 1);
  }

  /** Returns true with a probability of {@code threshold} / 2^32. */
  boolean chance(long threshold) {
    return threshold > 0 && (next() >>> 32) < threshold;
  }
}
