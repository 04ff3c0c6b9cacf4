package io.footfall.purchases;

import io.footfall.reading.Layout;
import io.footfall.records.ColumnSpec;
import io.footfall.records.RecordParser;
import io.footfall.records.RecordSchema;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.values.DecimalParser;
import io.footfall.values.IntegerParser;
import io.footfall.values.TimestampParser;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/**
 * Parses purchases: section 1.2 of src/docs/formats.md. The amount is {@code product_price} x
 * {@code quantity}, or the column {@code amount}, in scaled integers with overflow checked, and as
 * a {@link BigDecimal} beyond.
 */
public final class PurchaseParser extends RecordParser<PurchaseRow> {
  private static final int TRANSACTION_ID = 0;
  private static final int CUSTOMER_ID = 1;
  private static final int TIMESTAMP = 2;
  private static final int PRODUCT_NAME = 3;
  private static final int PRODUCT_CATEGORY = 4;
  private static final int PRICE = 5;
  private static final int QUANTITY = 6;
  private static final int AMOUNT = 7;

  /** The columns of a purchase. */
  public static final RecordSchema SCHEMA =
      new RecordSchema(
          "purchases",
          List.of(
              ColumnSpec.optional("transaction_id", "non-empty text", "transaction", "order_id"),
              ColumnSpec.required("customer_id", "non-empty text", "customer"),
              ColumnSpec.required(
                  "timestamp",
                  "YYYY-MM-DD HH:MM:SS, or ISO-8601 with or without an offset",
                  "time",
                  "event_time",
                  "purchased_at",
                  "date"),
              ColumnSpec.optional("product_name", "text", "product"),
              ColumnSpec.optional("product_category", "text", "category"),
              ColumnSpec.optional(
                  "product_price", "a plain decimal such as 12.50", "price", "unit_price"),
              ColumnSpec.optional("quantity", "an integer", "qty"),
              ColumnSpec.optional(
                  "amount", "a plain decimal such as 12.50", "total", "amount_spent")),
          List.of("product_price", "quantity"),
          List.of("amount"));

  private final TimestampParser timestamps;
  private final DecimalParser decimals = new DecimalParser();
  private final IntegerParser integers = new IntegerParser();
  private int transaction;
  private int customer;
  private int timestamp;
  private int name;
  private int category;
  private int price;
  private int quantity;
  private int amount;

  /**
   * A parser; {@code zone} is where a purchase's day is taken, and where timestamps without an
   * offset are local.
   */
  public PurchaseParser(ZoneId zone) {
    timestamps = new TimestampParser(zone);
  }

  @Override
  public void locate(int[] positions) {
    transaction = positions[TRANSACTION_ID];
    customer = positions[CUSTOMER_ID];
    timestamp = positions[TIMESTAMP];
    name = positions[PRODUCT_NAME];
    category = positions[PRODUCT_CATEGORY];
    price = positions[PRICE];
    quantity = positions[QUANTITY];
    amount = positions[AMOUNT];
  }

  @Override
  public boolean parse(Fields fields, PurchaseRow row) {
    byte[] b = fields.bytes;
    int[] from = fields.from;
    int[] to = fields.to;
    row.bytes = b;
    // A CSV need not have the column, and so a JSON object need not have the member; but an id that
    // is there must say something.
    if (transaction >= 0 && from[transaction] >= 0 && from[transaction] == to[transaction]) {
      return reject(RejectCode.MISSING_FIELD, TRANSACTION_ID);
    }
    if (isMissing(fields, customer)) {
      return reject(RejectCode.MISSING_FIELD, CUSTOMER_ID);
    }
    row.transactionFrom = transaction < 0 ? 0 : Math.max(0, from[transaction]);
    row.transactionTo = transaction < 0 ? 0 : Math.max(0, to[transaction]);
    row.nameFrom = name < 0 ? 0 : Math.max(0, from[name]);
    row.nameTo = name < 0 ? 0 : Math.max(0, to[name]);
    row.categoryFrom = category < 0 ? 0 : Math.max(0, from[category]);
    row.categoryTo = category < 0 ? 0 : Math.max(0, to[category]);
    row.customerFrom = from[customer];
    row.customerTo = to[customer];
    if (isMissing(fields, timestamp)) {
      return reject(RejectCode.MISSING_FIELD, TIMESTAMP);
    }
    if (!timestamps.parse(b, from[timestamp], to[timestamp])) {
      return reject(RejectCode.INVALID_TIMESTAMP, TIMESTAMP);
    }
    row.epochMicros = timestamps.epochMicros();
    row.epochDay = timestamps.localEpochDay();
    int decimal = price;
    int decimalColumn = PRICE;
    if (price < 0 || (amount >= 0 && isAmountAlone(fields))) {
      decimal = amount;
      decimalColumn = AMOUNT;
    }
    if (isMissing(fields, decimal)) {
      return reject(RejectCode.MISSING_FIELD, decimalColumn);
    }
    if (!decimals.parse(b, from[decimal], to[decimal])) {
      return reject(RejectCode.INVALID_NUMBER, decimalColumn);
    }
    if (decimalColumn == AMOUNT) {
      setAmount(row);
      return true;
    }
    if (isMissing(fields, quantity)) {
      return reject(RejectCode.MISSING_FIELD, QUANTITY);
    }
    if (!integers.parse(b, from[quantity], to[quantity])) {
      return reject(RejectCode.INVALID_NUMBER, QUANTITY);
    }
    multiply(row);
    return true;
  }

  /**
   * The purchase that was parsed, with those of its columns that a row has not.
   *
   * @param row what {@link #parse} made of the fields
   */
  public static Purchase record(PurchaseRow row, Fields fields, Layout layout) {
    return new Purchase(
        text(fields, layout.positions()[TRANSACTION_ID]),
        new String(
            row.bytes, row.customerFrom, row.customerTo - row.customerFrom, StandardCharsets.UTF_8),
        row.epochMicros,
        LocalDate.ofEpochDay(row.epochDay),
        text(fields, layout.positions()[PRODUCT_NAME]),
        text(fields, layout.positions()[PRODUCT_CATEGORY]),
        row.bigAmount != null ? row.bigAmount : BigDecimal.valueOf(row.amount, row.amountScale));
  }

  private static String text(Fields fields, int field) {
    return field < 0 || fields.from[field] < 0
        ? ""
        : new String(
            fields.bytes,
            fields.from[field],
            fields.to[field] - fields.from[field],
            StandardCharsets.UTF_8);
  }

  /** Of JSON objects, each may say the amount in its own way. */
  private boolean isAmountAlone(Fields fields) {
    return !isMissing(fields, amount) && (isMissing(fields, price) || isMissing(fields, quantity));
  }

  private static boolean isMissing(Fields fields, int field) {
    return fields.from[field] < 0 || fields.from[field] == fields.to[field];
  }

  private void setAmount(PurchaseRow row) {
    row.hasPrice = false;
    if (decimals.isBig()) {
      row.bigAmount = decimals.big();
    } else {
      row.bigAmount = null;
      row.amount = decimals.unscaled();
      row.amountScale = decimals.scale();
    }
  }

  private void multiply(PurchaseRow row) {
    row.hasPrice = true;
    row.bigPrice = decimals.isBig() ? decimals.big() : null;
    row.price = decimals.isBig() ? 0 : decimals.unscaled();
    row.priceScale = decimals.isBig() ? 0 : decimals.scale();
    row.bigQuantity = integers.isBig() ? integers.big() : null;
    row.quantity = integers.isBig() ? 0 : integers.value();
    if (!decimals.isBig() && !integers.isBig()) {
      long unscaled = decimals.unscaled();
      long times = integers.value();
      long high = Math.multiplyHigh(unscaled, times);
      long low = unscaled * times;
      if (high == low >> 63) {
        row.bigAmount = null;
        row.amount = low;
        row.amountScale = decimals.scale();
        return;
      }
    }
    BigDecimal each =
        decimals.isBig()
            ? decimals.big()
            : BigDecimal.valueOf(decimals.unscaled(), decimals.scale());
    BigInteger times = integers.isBig() ? integers.big() : BigInteger.valueOf(integers.value());
    row.bigAmount = each.multiply(new BigDecimal(times));
  }
}
