package io.footfall.transforms.purchases;

import io.footfall.purchases.CustomerDay;
import io.footfall.transforms.records.RowForm;
import java.time.LocalDate;
import java.util.Objects;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.logicaltypes.SqlTypes;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Represents customer-days as rows with the columns of the warehouse's table. */
public final class CustomerDayRowForm implements RowForm<CustomerDay> {
  private static final Schema SCHEMA =
      Schema.builder()
          .addLogicalTypeField("event_date", SqlTypes.DATE)
          .addStringField("customer_id")
          .addDecimalField("total_spent")
          .build();

  private CustomerDayRowForm() {}

  public static CustomerDayRowForm of() {
    return new CustomerDayRowForm();
  }

  @Override
  public TypeDescriptor<CustomerDay> type() {
    return TypeDescriptor.of(CustomerDay.class);
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public Row toRow(CustomerDay day) {
    return Row.withSchema(SCHEMA)
        .addValue(day.date())
        .addValue(day.customerId())
        .addValue(day.totalSpent())
        .build();
  }

  @Override
  public CustomerDay fromRow(Row row) {
    return new CustomerDay(
        Objects.requireNonNull(row.getLogicalTypeValue("event_date", LocalDate.class)),
        Objects.requireNonNull(row.getString("customer_id")),
        Objects.requireNonNull(row.getDecimal("total_spent")));
  }
}
