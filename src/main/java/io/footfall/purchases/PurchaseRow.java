package io.footfall.purchases;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One purchase as slices and primitives, used again for every record. All slices are in {@link
 * #bytes}, with slack behind them.
 */
public final class PurchaseRow {
  /** Where the slices are. */
  public byte[] bytes = new byte[0];

  /** First byte of the customer's id. */
  public int customerFrom;

  /** One past the last byte of the customer's id. */
  public int customerTo;

  /** When: microseconds since 1970-01-01T00:00:00Z. */
  public long epochMicros;

  /** The calendar day in the zone of the report, in days since 1970-01-01. */
  public int epochDay;

  /** Amount spent: {@code amount / 10^amountScale}, unless {@link #bigAmount} is there. */
  public long amount;

  /** How many decimals the amount has. */
  public int amountScale;

  /** The amount if no long holds it. */
  public @Nullable BigDecimal bigAmount;

  /** An empty row. */
  public PurchaseRow() {}
}
