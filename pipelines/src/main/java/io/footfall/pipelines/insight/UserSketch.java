package io.footfall.pipelines.insight;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sketch that estimates the number of distinct ids in a few hundred bytes and supports unions: a
 * HyperLogLog (Flajolet and others, "HyperLogLog: the analysis of a near-optimal cardinality
 * estimation algorithm", 2007).
 *
 * <p>The estimator is Otmar Ertl's ("New cardinality estimation algorithms for HyperLogLog
 * sketches", arXiv:1702.01284, algorithm 6). It is accurate from zero to billions without
 * correction tables, so the page computes the same number in JavaScript. Ids are hashed with 64-bit
 * FNV-1a over their UTF-8 and mixed with the finalizer of MurmurHash3 (fmix64).
 */
public final class UserSketch {
  /** Hash bits that select a register: 2048 registers, standard error 2.3 %. */
  public static final int PRECISION = 11;

  /** Minimum precision after reductions: 512 registers, standard error 4.6 %. */
  public static final int LEAST_PRECISION = 9;

  private static final double ERROR_OF_ONE_REGISTER = 1.04;
  private static final int HASH_BITS = 64;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long MIX_1 = 0xff51afd7ed558ccdL;
  private static final long MIX_2 = 0xc4ceb9fe1a85ec53L;
  private static final int MIX_SHIFT = 33;
  private static final int RANK_BITS = 6;
  private static final int RANK_MASK = (1 << RANK_BITS) - 1;
  private static final int MOST_FEW = 64;
  private static final int[] NONE = {};
  private static final double ALPHA = 0.5 / Math.log(2);
  private static final String DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private final int precision;

  /** The used registers of a small sketch, encoded as in {@link #sparse}, unordered. */
  private int[] few = NONE;

  private int fewUsed;

  /** All registers, once more than a few are used. */
  private byte @Nullable [] many;

  /** Creates an empty sketch. */
  public UserSketch() {
    this(PRECISION);
  }

  private UserSketch(int precision) {
    this.precision = precision;
  }

  /** Adds an id. */
  public void add(String id) {
    long hash = FNV_OFFSET;
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> MIX_SHIFT)) * MIX_1;
    hash = (hash ^ (hash >>> MIX_SHIFT)) * MIX_2;
    hash ^= hash >>> MIX_SHIFT;
    int register = (int) (hash >>> (HASH_BITS - precision));
    long rest = hash << precision;
    int rank = Math.min(Long.numberOfLeadingZeros(rest), HASH_BITS - precision) + 1;
    raise(register, rank);
  }

  /**
   * Raises a register. The sparse form matters, because there can be one sketch per day and page.
   */
  private void raise(int register, int rank) {
    if (many != null) {
      many[register] = (byte) Math.max(many[register], rank);
      return;
    }
    for (int i = 0; i < fewUsed; i++) {
      if (few[i] >> RANK_BITS == register) {
        few[i] = Math.max(few[i], register << RANK_BITS | rank);
        return;
      }
    }
    if (fewUsed == MOST_FEW) {
      many = registers();
      many[register] = (byte) rank;
      few = NONE;
      return;
    }
    if (fewUsed == few.length) {
      few = Arrays.copyOf(few, Math.max(2, 2 * fewUsed));
    }
    few[fewUsed++] = register << RANK_BITS | rank;
  }

  /** Returns all registers; the caller must not change them. */
  private byte[] registers() {
    if (many != null) {
      return many;
    }
    byte[] all = new byte[1 << precision];
    for (int i = 0; i < fewUsed; i++) {
      all[few[i] >> RANK_BITS] = (byte) (few[i] & RANK_MASK);
    }
    return all;
  }

  /** Returns the union, with the lower of both precisions. Changes neither sketch. */
  public UserSketch union(UserSketch other) {
    int common = Math.min(precision, other.precision);
    UserSketch union = new UserSketch(common);
    for (UserSketch one : List.of(withPrecision(common), other.withPrecision(common))) {
      for (int pair : one.sparse()) {
        union.raise(pair >> RANK_BITS, pair & RANK_MASK);
      }
    }
    return union;
  }

  /**
   * Returns the sketch that the same ids would produce with fewer registers.
   *
   * @param least hash bits that select a register, at most those of this sketch
   */
  public UserSketch withPrecision(int least) {
    if (least > precision || least < LEAST_PRECISION) {
      throw new IllegalArgumentException("precision " + least + " of " + precision);
    }
    if (least == precision) {
      return this;
    }
    int dropped = precision - least;
    UserSketch smaller = new UserSketch(least);
    for (int pair : sparse()) {
      int register = pair >> RANK_BITS;
      int low = register & ((1 << dropped) - 1);
      // The dropped index bits become the first bits of the rest, which determines the rank.
      int rank =
          low == 0
              ? (pair & RANK_MASK) + dropped
              : Integer.numberOfLeadingZeros(low) - (Integer.SIZE - dropped) + 1;
      smaller.raise(register >> dropped, rank);
    }
    return smaller;
  }

  /** Returns the estimated number of ids. */
  public double estimate() {
    int most = HASH_BITS - precision;
    int m = 1 << precision;
    int[] counts = new int[most + 2];
    for (byte register : registers()) {
      counts[register]++;
    }
    double z = m * tau(1 - (double) counts[most + 1] / m);
    for (int k = most; k >= 1; k--) {
      z = 0.5 * (z + counts[k]);
    }
    z += m * sigma((double) counts[0] / m);
    return ALPHA * m * m / z;
  }

  /** Returns the relative standard error: 1.04 / sqrt(registers). */
  public static double standardError(int precision) {
    return ERROR_OF_ONE_REGISTER / Math.sqrt(1 << precision);
  }

  /** Returns the number of used registers. */
  int used() {
    if (many == null) {
      return fewUsed;
    }
    int used = 0;
    for (byte register : many) {
      if (register > 0) {
        used++;
      }
    }
    return used;
  }

  /** Returns the hash bits that select a register. */
  int precision() {
    return precision;
  }

  /** Returns the used registers in ascending order, each as {@code register * 64 + value}. */
  int[] sparse() {
    if (many == null) {
      int[] pairs = Arrays.copyOf(few, fewUsed);
      Arrays.sort(pairs);
      return pairs;
    }
    int[] pairs = new int[used()];
    int n = 0;
    for (int i = 0; i < many.length; i++) {
      if (many[i] > 0) {
        pairs[n++] = i << RANK_BITS | many[i];
      }
    }
    return pairs;
  }

  /** Returns one base64url digit per register; A is 0. */
  String dense() {
    StringBuilder text = new StringBuilder(1 << precision);
    for (byte register : registers()) {
      text.append(DIGITS.charAt(register));
    }
    return text.toString();
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

  @Override
  public boolean equals(Object other) {
    return other instanceof UserSketch sketch
        && precision == sketch.precision
        && Arrays.equals(sparse(), sketch.sparse());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sparse());
  }
}
