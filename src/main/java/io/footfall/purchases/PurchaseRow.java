package io.footfall.purchases;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.dataset.LakeTable;
import io.footfall.parquet.ParquetRows;
import io.footfall.tokens.Fields;
import io.footfall.values.PackedDecimal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One purchase as slices and primitives, reused for every record. All slices are in {@link #bytes},
 * followed by slack.
 */
public final class PurchaseRow {
  private static final int NO_PRICE = 0;
  private static final int PRICE = 1;
  private static final int PRICE_AND_BIG_QUANTITY = 2;
  private static final int PRICE_ALONE = 3;

  /** The array that holds the slices. */
  public byte[] bytes = new byte[0];

  /** First byte of the customer's ID. */
  public int customerFrom;

  /** End of the customer's ID, exclusive. */
  public int customerTo;

  /** First byte of the transaction's ID. */
  public int transactionFrom;

  /** End of the transaction's ID, exclusive; equal to its start if absent. */
  public int transactionTo;

  /** First byte of the product's name. */
  public int nameFrom;

  /** End of the product's name, exclusive; equal to its start if absent. */
  public int nameTo;

  /** First byte of the product's category. */
  public int categoryFrom;

  /** End of the product's category, exclusive; equal to its start if absent. */
  public int categoryTo;

  /** Event time, in microseconds since 1970-01-01T00:00:00Z. */
  public long epochMicros;

  /** The calendar day in the zone of the report, in days since 1970-01-01. */
  public int epochDay;

  /** Amount spent: {@code amount / 10^amountScale}, unless {@link #bigAmount} is set. */
  public long amount;

  /** Decimals of the amount. */
  public int amountScale;

  /** The amount if it does not fit in a long. */
  public @Nullable BigDecimal bigAmount;

  /** Whether the record has price and quantity, not only the amount. */
  public boolean hasPrice;

  /** Unit price: {@code price / 10^priceScale}, unless {@link #bigPrice} is set. */
  public long price;

  /** Decimals of the price. */
  public int priceScale;

  /** The price if it does not fit in a long. */
  public @Nullable BigDecimal bigPrice;

  /** Quantity, unless {@link #bigQuantity} is set. */
  public long quantity;

  /** Quantity, if it does not fit in a long or has decimals. */
  public @Nullable BigDecimal bigQuantity;

  /**
   * Whether the record has a price, but a quantity that is not whole, which the lake cannot store.
   */
  public boolean isQuantityUnknown;

  private final ByteOutput scratch = new ByteOutput();

  public PurchaseRow() {}

  /** Copies the values of a purchase, as the parser would. */
  public void set(Purchase purchase) {
    scratch.reset();
    scratch.write(purchase.customerId().getBytes(StandardCharsets.UTF_8));
    customerFrom = 0;
    customerTo = scratch.size();
    transactionFrom = customerTo;
    scratch.write(purchase.transactionId().getBytes(StandardCharsets.UTF_8));
    transactionTo = scratch.size();
    nameFrom = scratch.size();
    scratch.write(purchase.productName().getBytes(StandardCharsets.UTF_8));
    nameTo = scratch.size();
    categoryFrom = nameTo;
    scratch.write(purchase.productCategory().getBytes(StandardCharsets.UTF_8));
    categoryTo = scratch.size();
    hasPrice = false;
    scratch.ensure(Fields.SLACK);
    bytes = scratch.array();
    epochMicros = purchase.epochMicros();
    epochDay = (int) purchase.date().toEpochDay();
    setAmount(purchase.amount());
  }

  /** Rounds the amount, half even. */
  void round(int decimals) {
    if (bigAmount != null || amountScale > decimals) {
      BigDecimal exact = bigAmount != null ? bigAmount : BigDecimal.valueOf(amount, amountScale);
      if (exact.scale() > decimals) {
        setAmount(exact.setScale(decimals, RoundingMode.HALF_EVEN));
      }
    }
  }

  /** Sets the amount spent. */
  void setAmount(BigDecimal exact) {
    if (exact.unscaledValue().bitLength() < Long.SIZE) {
      bigAmount = null;
      amount = exact.unscaledValue().longValue();
      amountScale = exact.scale();
    } else {
      bigAmount = exact;
    }
  }

  /** Copies the values of a row of the lake, as {@link PurchasesLake} writes them. */
  void read(ParquetRows from) {
    scratch.reset();
    from.appendText(0, scratch);
    transactionFrom = 0;
    transactionTo = scratch.size();
    from.appendText(1, scratch);
    customerFrom = transactionTo;
    customerTo = scratch.size();
    from.appendText(3, scratch);
    nameFrom = customerTo;
    nameTo = scratch.size();
    from.appendText(4, scratch);
    categoryFrom = nameTo;
    categoryTo = scratch.size();
    scratch.ensure(Fields.SLACK);
    bytes = scratch.array();
    epochMicros = from.number(2);
    hasPrice = !from.isAbsent(5);
    if (hasPrice) {
      BigDecimal exact = LakeTable.withoutZeros(from.decimal(5));
      boolean isLong = exact.unscaledValue().bitLength() < Long.SIZE;
      price = isLong ? exact.unscaledValue().longValue() : 0;
      priceScale = exact.scale();
      bigPrice = isLong ? null : exact;
      isQuantityUnknown = from.isAbsent(6);
      quantity = isQuantityUnknown ? 0 : from.number(6);
      bigQuantity = null;
    }
    setAmount(LakeTable.withoutZeros(from.decimal(7)));
    epochDay = (int) from.number(8);
  }

  /** Writes the row, for {@link #unpack}. */
  void pack(ByteOutput out) {
    out.writeZigZag(epochMicros);
    out.writeZigZag(epochDay);
    packText(customerFrom, customerTo, out);
    packText(transactionFrom, transactionTo, out);
    packText(nameFrom, nameTo, out);
    packText(categoryFrom, categoryTo, out);
    PackedDecimal.write(amount, amountScale, bigAmount, out);
    int kind = kind();
    out.writeByte(kind);
    if (hasPrice) {
      PackedDecimal.write(price, priceScale, bigPrice, out);
    }
    if (kind == PRICE) {
      out.writeZigZag(quantity);
    } else if (kind == PRICE_AND_BIG_QUANTITY) {
      PackedDecimal.write(0, 0, bigQuantity, out);
    }
  }

  private int kind() {
    if (!hasPrice) {
      return NO_PRICE;
    }
    return isQuantityUnknown ? PRICE_ALONE : bigQuantity == null ? PRICE : PRICE_AND_BIG_QUANTITY;
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
    length = in.readVarInt();
    nameFrom = in.readSlice(length);
    nameTo = nameFrom + length;
    length = in.readVarInt();
    categoryFrom = in.readSlice(length);
    categoryTo = categoryFrom + length;
    int head = in.readVarInt();
    amountScale = PackedDecimal.scale(head);
    bigAmount = PackedDecimal.readBig(head, in);
    amount = bigAmount == null ? in.readZigZag() : 0;
    int kind = in.readByte();
    hasPrice = kind != NO_PRICE;
    if (hasPrice) {
      head = in.readVarInt();
      priceScale = PackedDecimal.scale(head);
      bigPrice = PackedDecimal.readBig(head, in);
      price = bigPrice == null ? in.readZigZag() : 0;
      isQuantityUnknown = kind == PRICE_ALONE;
      bigQuantity =
          kind == PRICE_AND_BIG_QUANTITY ? PackedDecimal.readBig(in.readVarInt(), in) : null;
      quantity = kind == PRICE ? in.readZigZag() : 0;
    }
  }

  private void packText(int from, int to, ByteOutput out) {
    out.writeVarLong(to - from);
    out.write(bytes, from, to);
  }
}
