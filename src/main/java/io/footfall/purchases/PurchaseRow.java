package io.footfall.purchases;

import io.footfall.bytes.ByteOutput;
import io.footfall.records.Fields;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
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

  private final ByteOutput scratch = new ByteOutput();

  /** An empty row. */
  public PurchaseRow() {}

  /** Takes the values of a purchase, as the parser would. */
  public void set(Purchase purchase) {
    scratch.reset();
    scratch.write(purchase.customerId().getBytes(StandardCharsets.UTF_8));
    customerFrom = 0;
    customerTo = scratch.size();
    scratch.ensure(Fields.SLACK);
    bytes = scratch.array();
    epochMicros = purchase.epochMicros();
    epochDay = (int) purchase.date().toEpochDay();
    BigDecimal exact = purchase.amount();
    if (exact.unscaledValue().bitLength() < Long.SIZE) {
      bigAmount = null;
      amount = exact.unscaledValue().longValue();
      amountScale = exact.scale();
    } else {
      bigAmount = exact;
    }
  }
}
