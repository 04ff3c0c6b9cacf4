package io.footfall.pipelines.generate;

/** Generates durations: most in whole seconds, some with one to three decimals. */
final class VisitDurations {

  /** Maximum number of decimals. */
  static final int MAX_SCALE = 3;

  /** Powers of ten up to {@link #MAX_SCALE}. */
  static final long[] POWER = {1, 10, 100, 1000};

  private VisitDurations() {}

  /** Draws the number of decimals of a duration. */
  static int drawScale(SplitMix dice) {
    // 0 in five of eight cases, and 1, 2 or 3 in one of eight each.
    return (int) Math.max(0, dice.below(8) - 4);
  }
}
