package io.footfall.purchases;

import io.footfall.accounting.Observation;
import io.footfall.reading.Layout;
import io.footfall.records.ColumnSpec;
import io.footfall.records.IdWatch;
import io.footfall.records.ReadSettings;
import io.footfall.records.RecordParser;
import io.footfall.records.RecordSchema;
import io.footfall.records.TimestampField;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.values.DecimalParser;
import io.footfall.values.IntegerParser;
import io.footfall.values.NumberFormat;
import io.footfall.values.ValueSettings;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/**
 * Parses purchases: section 1.2 of src/docs/formats.md. The amount is {@code product_price} x
 * {@code quantity}, or the column {@code amount}, computed with scaled longs, or with a {@link
 * BigDecimal} if they overflow.
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
  private static final int CURRENCY = 8;
  private static final int LONGEST_CURRENCY = 12;

  /** The columns of a purchase. */
  public static final RecordSchema SCHEMA =
      new RecordSchema(
          "purchases",
          List.of(
              ColumnSpec.optional("transaction_id", "non-empty text", "transaction"),
              ColumnSpec.required("customer_id", "non-empty text", "customer"),
              ColumnSpec.required(
                  "timestamp",
                  "a timestamp such as 2024-03-01 10:00:00 or 2024-03-01T10:00:00Z",
                  "time",
                  "event_time",
                  "purchased_at",
                  "date"),
              ColumnSpec.optional("product_name", "text", "product"),
              ColumnSpec.optional("product_category", "text", "category"),
              ColumnSpec.optional(
                  "product_price", "a plain decimal such as 12.50", "price", "unit_price"),
              ColumnSpec.optional("quantity", "a plain decimal such as 2", "qty"),
              ColumnSpec.optional(
                  "amount", "a plain decimal such as 12.50", "total", "amount_spent")),
          List.of("product_price", "quantity"),
          List.of("amount"),
          List.of(ColumnSpec.optional("currency", "text", "currency_code")));

  private final TimestampField timestamps;
  private final DecimalParser decimals;
  private final IntegerParser integers = new IntegerParser();
  private final DecimalParser quantities;
  private final NumberFormat amounts;
  private final boolean plainNumbers;
  private final int roundTo;
  private final IdWatch customers;
  private final byte[] lastCurrency = new byte[LONGEST_CURRENCY];
  private int lastCurrencyLength = -1;
  private int transaction;
  private int customer;
  private int name;
  private int category;
  private int price;
  private int quantity;
  private int amount;
  private int currency;

  /**
   * Creates a parser with default settings. {@code zone} determines the day of a purchase, and is
   * the zone of timestamps without an offset.
   */
  public PurchaseParser(ZoneId zone) {
    this(zone, ReadSettings.defaults());
  }

  /**
   * Creates a parser. {@code zone} determines the day of a purchase, and is the zone of timestamps
   * without an offset.
   */
  public PurchaseParser(ZoneId zone, ReadSettings settings) {
    super(SCHEMA, settings);
    ValueSettings values = settings.values();
    timestamps = new TimestampField(zone, settings, schema(), TIMESTAMP);
    amounts = values.numbers();
    decimals = new DecimalParser(amounts);
    quantities = new DecimalParser(amounts.withoutCurrency());
    plainNumbers = amounts.withoutCurrency().equals(NumberFormat.PLAIN);
    roundTo = values.roundTo();
    customers = new IdWatch("customer_id", observations());
  }

  @Override
  protected void place(int[] positions) {
    timestamps.locate(positions);
    transaction = positions[TRANSACTION_ID];
    customer = positions[CUSTOMER_ID];
    name = positions[PRODUCT_NAME];
    category = positions[PRODUCT_CATEGORY];
    price = positions[PRICE];
    quantity = positions[QUANTITY];
    amount = positions[AMOUNT];
    currency = positions[CURRENCY];
  }

  @Override
  protected boolean read(Fields fields, PurchaseRow row) {
    byte[] b = fields.bytes;
    int[] from = fields.from;
    int[] to = fields.to;
    row.bytes = b;
    // The column of a CSV file and the member of a JSON object are optional, but an ID that is
    // present must not be empty.
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
    if (!timestamps.parse(fields)) {
      return reject(timestamps.code(), timestamps.column());
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
    } else {
      if (isMissing(fields, quantity)) {
        return reject(RejectCode.MISSING_FIELD, QUANTITY);
      }
      if (plainNumbers && integers.parse(b, from[quantity], to[quantity])) {
        multiply(row);
      } else if (quantities.parse(b, from[quantity], to[quantity])) {
        multiplyByDecimal(row);
      } else {
        return reject(RejectCode.INVALID_NUMBER, QUANTITY);
      }
    }
    if (roundTo != ValueSettings.NO_ROUNDING) {
      row.round(roundTo);
    }
    customers.see(b, row.customerFrom, row.customerTo);
    if (currency >= 0 && from[currency] >= 0) {
      see(b, from[currency], to[currency]);
    }
    return true;
  }

  /** Records a currency that differs from that of the previous record. */
  private void see(byte[] b, int from, int to) {
    int length = to - from;
    if (length == 0
        || length > LONGEST_CURRENCY
        || Arrays.equals(b, from, to, lastCurrency, 0, Math.max(0, lastCurrencyLength))) {
      return;
    }
    System.arraycopy(b, from, lastCurrency, 0, length);
    lastCurrencyLength = length;
    observations()
        .add(
            Observation.Kind.CURRENCY,
            "currency",
            new String(b, from, length, StandardCharsets.UTF_8),
            1);
  }

  @Override
  protected String advice(RejectCode why, int schemaColumn, String value) {
    return why == RejectCode.INVALID_NUMBER
        ? amounts.advice(value, schemaColumn != QUANTITY)
        : super.advice(why, schemaColumn, value);
  }

  /**
   * Returns the parsed purchase, with the columns that a row lacks.
   *
   * @param row the row that {@link #parse} filled from the fields
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

  /**
   * Returns whether the record has an amount in place of price and quantity. Each JSON object may
   * differ in this.
   */
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
    setPrice(row);
    row.bigQuantity = integers.isBig() ? new BigDecimal(integers.big()) : null;
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
    row.bigAmount = decimals.big().multiply(new BigDecimal(integers.big()));
  }

  /**
   * Multiplies by a quantity with decimals. If all decimals are zeros, the quantity is a whole
   * number.
   */
  private void multiplyByDecimal(PurchaseRow row) {
    setPrice(row);
    BigDecimal times = quantities.big();
    BigDecimal stripped = times.stripTrailingZeros();
    if (stripped.scale() <= 0) {
      times = stripped.setScale(0);
    }
    boolean isLong = times.scale() == 0 && times.unscaledValue().bitLength() < Long.SIZE;
    row.bigQuantity = isLong ? null : times;
    row.quantity = isLong ? times.longValueExact() : 0;
    row.setAmount(decimals.big().multiply(times));
  }

  private void setPrice(PurchaseRow row) {
    row.hasPrice = true;
    row.isQuantityUnknown = false;
    row.bigPrice = decimals.isBig() ? decimals.big() : null;
    row.price = decimals.isBig() ? 0 : decimals.unscaled();
    row.priceScale = decimals.isBig() ? 0 : decimals.scale();
  }
}
