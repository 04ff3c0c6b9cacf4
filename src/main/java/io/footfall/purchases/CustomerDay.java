package io.footfall.purchases;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * The amount that a customer spent on a day: a row of {@code customer_days.csv}
 * (src/docs/formats.md, section 2.2) as an element of a collection.
 *
 * @param date the day
 * @param customerId the customer
 * @param totalSpent the exact sum, with as many decimals as the amount with the most
 */
@DefaultCoder(CustomerDayCoder.class)
public record CustomerDay(LocalDate date, String customerId, BigDecimal totalSpent) {}
