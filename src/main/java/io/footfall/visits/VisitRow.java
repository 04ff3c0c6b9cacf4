package io.footfall.visits;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One visit as slices and primitives, used again for every record. All slices are in {@link
 * #bytes}, with slack behind them.
 */
public final class VisitRow {
  /** Where the slices are. */
  public byte[] bytes = new byte[0];

  /** First byte of the user's id. */
  public int userFrom;

  /** One past the last byte of the user's id. */
  public int userTo;

  /** First byte of the URL. */
  public int urlFrom;

  /** One past the last byte of the URL. */
  public int urlTo;

  /** When: microseconds since 1970-01-01T00:00:00Z. */
  public long epochMicros;

  /**
   * How long, in seconds: {@code duration / 10^durationScale}, unless {@link #bigDuration} is
   * there.
   */
  public long duration;

  /** How many decimals the duration has. */
  public int durationScale;

  /** The duration if no long holds it. */
  public @Nullable BigDecimal bigDuration;

  /** An empty row. */
  public VisitRow() {}
}
