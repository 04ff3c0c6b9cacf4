package io.footfall.purchases;

import io.footfall.records.Values;
import io.footfall.values.Decimals;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * One order line (src/docs/formats.md, section 1.2), as an element of a collection. Fast paths do
 * not create an object per record: see {@link PurchaseRow}.
 *
 * @param transactionId identifies the order line; empty without such a column
 * @param customerId the customer; not empty
 * @param epochMicros the time, in microseconds since 1970-01-01T00:00:00Z
 * @param date its calendar day in the report's time zone; in the years 0001 to 9999
 * @param productName the product; may be empty
 * @param productCategory its category; may be empty
 * @param amount the amount spent: price times quantity, exact; negative for a return
 */
@DefaultCoder(PurchaseCoder.class)
public record Purchase(
    String transactionId,
    String customerId,
    long epochMicros,
    LocalDate date,
    String productName,
    String productCategory,
    BigDecimal amount) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one of them is out of range
   */
  public Purchase {
    Values.text(transactionId, "transactionId");
    Values.nonEmpty(customerId, "customerId");
    Values.text(productName, "productName");
    Values.text(productCategory, "productCategory");
    if (date.getYear() < 1 || date.getYear() > 9999) {
      throw new IllegalArgumentException("date is " + date + "; expected the years 0001 to 9999");
    }
    amount = Decimals.plain(amount, "amount");
  }

  /** Returns the time, to the microsecond. */
  public Instant timestamp() {
    return Instant.EPOCH.plus(epochMicros, ChronoUnit.MICROS);
  }
}
