package io.footfall.purchases;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.records.Fields;
import io.footfall.values.PackedDecimal;
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

  /** First byte of the transaction's id. */
  public int transactionFrom;

  /** One past the last byte of the transaction's id; the same as the first one if it has none. */
  public int transactionTo;

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
    transactionFrom = customerTo;
    scratch.write(purchase.transactionId().getBytes(StandardCharsets.UTF_8));
    transactionTo = scratch.size();
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

  /** Writes the row, for {@link #unpack}. */
  void pack(ByteOutput out) {
    out.writeZigZag(epochMicros);
    out.writeZigZag(epochDay);
    out.writeVarLong(customerTo - customerFrom);
    out.write(bytes, customerFrom, customerTo);
    out.writeVarLong(transactionTo - transactionFrom);
    out.write(bytes, transactionFrom, transactionTo);
    PackedDecimal.write(amount, amountScale, bigAmount, out);
  }

  /** Reads what {@link #pack} wrote. The slices stay in the input's array. */
  void unpack(ByteInput in) {
    bytes = in.array();
    epochMicros = in.readZigZag();
    epochDay = (int) in.readZigZag();
    int length = in.readVarInt();
    customerFrom = in.readSlice(length);
    customerTo = customerFrom + length;
    length = in.readVarInt();
    transactionFrom = in.readSlice(length);
    transactionTo = transactionFrom + length;
    int head = in.readVarInt();
    amountScale = PackedDecimal.scale(head);
    bigAmount = PackedDecimal.readBig(head, in);
    amount = bigAmount == null ? in.readZigZag() : 0;
  }
}
