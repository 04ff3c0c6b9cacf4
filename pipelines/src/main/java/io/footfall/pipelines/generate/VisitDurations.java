package io.footfall.pipelines.generate;

/** How durations are written: most as whole seconds, some with one to three decimals. */
final class VisitDurations {

  /** The most decimals. */
  static final int MAX_SCALE = 3;

  /** Powers of ten up to the most decimals. */
  static final long[] POWER = {1, 10, 100, 1000};

  private VisitDurations() {}

  /** How many decimals the next duration has. */
  static int drawScale(SplitMix dice) {
    // 0 for five of eight, then 1, 2 and 3 for one of eight each.
    return (int) Math.max(0, dice.below(8) - 4);
  }
}
