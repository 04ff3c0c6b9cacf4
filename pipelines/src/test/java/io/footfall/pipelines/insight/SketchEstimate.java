package io.footfall.pipelines.insight;

/** The estimate that the page's {@code sketch.js} must compute from a sketch. */
public final class SketchEstimate {
  private SketchEstimate() {}

  /** Returns the estimated number of ids. */
  public static double of(UserSketch sketch) {
    int most = Long.SIZE - sketch.precision();
    int m = 1 << sketch.precision();
    int[] counts = new int[most + 2];
    for (int pair : sketch.sparse()) {
      counts[pair & 63]++;
    }
    counts[0] = m - sketch.used();
    double z = m * tau(1 - (double) counts[most + 1] / m);
    for (int k = most; k >= 1; k--) {
      z = 0.5 * (z + counts[k]);
    }
    z += m * sigma((double) counts[0] / m);
    return 0.5 / Math.log(2) * m * m / z;
  }

  /** Returns the relative standard error. */
  static double standardError(int precision) {
    return 1.04 / Math.sqrt(1 << precision);
  }

  private static double sigma(double of) {
    if (of == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double x = of;
    double y = 1;
    double z = x;
    double before;
    do {
      x *= x;
      before = z;
      z += x * y;
      y += y;
    } while (z != before);
    return z;
  }

  private static double tau(double of) {
    if (of == 0 || of == 1) {
      return 0;
    }
    double x = of;
    double y = 1;
    double z = 1 - x;
    double before;
    do {
      x = Math.sqrt(x);
      before = z;
      y *= 0.5;
      z -= (1 - x) * (1 - x) * y;
    } while (z != before);
    return z / 3;
  }
}
