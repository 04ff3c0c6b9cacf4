package io.footfall.pipelines.generate;

/**
 * SplitMix64: a small random number generator in integer arithmetic, so that a seed gives the same
 * numbers on every machine and every Java.
 *
 * <p>Each chunk of rows has its own, made from the seed and the chunk's number, so that chunks can
 * be made in any order by any number of threads.
 */
final class SplitMix {

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix(long seed) {
    state = seed;
  }

  /** The generator of one part of what a seed makes. */
  static SplitMix of(long seed, long part) {
    return new SplitMix(mix(mix(seed) + part * 0xD1B54A32D192ED03L));
  }

  /** A well mixed number for each number, always the same one. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Any long. */
  long next() {
    state += GAMMA;
    return mix(state);
  }

  /**
   * At least 0 and less than {@code bound}, which is at most 2^62. By multiplication, not
   * rejection: the bias is below one in 2^63 / bound, and every call takes exactly one step.
   */
  long below(long bound) {
    return Math.multiplyHigh(next() >>> 1, bound << 1);
  }

  /** True for the share of calls that {@code threshold} out of 2^32 is. */
  boolean chance(long threshold) {
    return threshold > 0 && (next() >>> 32) < threshold;
  }
}
