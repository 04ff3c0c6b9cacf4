package io.footfall.pipelines.insight;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A sketch from which the page estimates the number of distinct ids, in a few hundred bytes: a
 * HyperLogLog (Flajolet and others, "HyperLogLog: the analysis of a near-optimal cardinality
 * estimation algorithm", 2007). The register-wise maximum of two sketches is the sketch of both
 * sets.
 *
 * <p>Ids are hashed with 64-bit FNV-1a over their UTF-8 and mixed with the finalizer of MurmurHash3
 * (fmix64).
 */
public final class UserSketch {
  /** Hash bits that select a register: 2048 registers, standard error 2.3 %. */
  public static final int PRECISION = 11;

  /** Minimum precision after reductions: 512 registers, standard error 4.6 %. */
  public static final int LEAST_PRECISION = 9;

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
  private static final String DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private final int precision;

  /** The used registers of a small sketch, encoded as in {@link #sparse}, unordered. */
  private int[] few = NONE;

  private int fewUsed;

  /** All registers, once more than a few are used. */
  private byte @Nullable [] many;

  public UserSketch() {
    this(PRECISION);
  }

  private UserSketch(int precision) {
    this.precision = precision;
  }

  /** Adds an id; a repeated one changes nothing. */
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
