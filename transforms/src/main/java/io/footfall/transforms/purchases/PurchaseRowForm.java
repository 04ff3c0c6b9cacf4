package io.footfall.transforms.purchases;

import io.footfall.purchases.Purchase;
import io.footfall.transforms.records.RowForm;
import java.time.LocalDate;
import java.util.Objects;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.joda.time.Instant;

/**
 * Represents order lines as rows: {@code transaction_id}, {@code customer_id}, {@code timestamp} to
 * the millisecond, {@code epoch_micros}, {@code event_date} in the time zone of the records, {@code
 * product_name}, {@code product_category} and {@code amount}.
 */
public final class PurchaseRowForm implements RowForm<Purchase> {
  private static final Schema SCHEMA =
      Schema.builder()
          .addStringField("transaction_id")
          .addStringField("customer_id")
          .addDateTimeField("timestamp")
          .addInt64Field("epoch_micros")
          .addLogicalTypeField("event_date", SqlTypes.DATE)
          .addStringField("product_name")
          .addStringField("product_category")
          .addDecimalField("amount")
          .build();

  private PurchaseRowForm() {}

  public static PurchaseRowForm of() {
    return new PurchaseRowForm();
  }

  @Override
  public TypeDescriptor<Purchase> type() {
    return TypeDescriptor.of(Purchase.class);
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public Row toRow(Purchase purchase) {
    return Row.withSchema(SCHEMA)
        .addValue(purchase.transactionId())
        .addValue(purchase.customerId())
        .addValue(Instant.ofEpochMilli(Math.floorDiv(purchase.epochMicros(), 1000)))
        .addValue(purchase.epochMicros())
        .addValue(purchase.date())
        .addValue(purchase.productName())
        .addValue(purchase.productCategory())
        .addValue(purchase.amount())
        .build();
  }

  @Override
  public Purchase fromRow(Row row) {
    return new Purchase(
        Objects.requireNonNull(row.getString("transaction_id")),
        Objects.requireNonNull(row.getString("customer_id")),
        Objects.requireNonNull(row.getInt64("epoch_micros")),
        Objects.requireNonNull(row.getLogicalTypeValue("event_date", LocalDate.class)),
        Objects.requireNonNull(row.getString("product_name")),
        Objects.requireNonNull(row.getString("product_category")),
        Objects.requireNonNull(row.getDecimal("amount")));
  }
}
