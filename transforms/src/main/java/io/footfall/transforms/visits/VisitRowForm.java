package io.footfall.transforms.visits;

import io.footfall.transforms.records.RowForm;
import io.footfall.visits.Visit;
import java.util.Objects;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.joda.time.Instant;

/**
 * Represents visits as rows: {@code user_id}, {@code timestamp} to the millisecond, {@code
 * epoch_micros}, {@code url} and {@code page_view_duration} in seconds, which is null if unknown.
 */
public final class VisitRowForm implements RowForm<Visit> {
  private static final Schema SCHEMA =
      Schema.builder()
          .addStringField("user_id")
          .addDateTimeField("timestamp")
          .addInt64Field("epoch_micros")
          .addStringField("url")
          .addNullableField("page_view_duration", FieldType.DECIMAL)
          .build();

  private VisitRowForm() {}

  public static VisitRowForm of() {
    return new VisitRowForm();
  }

  @Override
  public TypeDescriptor<Visit> type() {
    return TypeDescriptor.of(Visit.class);
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public Row toRow(Visit visit) {
    return Row.withSchema(SCHEMA)
        .addValue(visit.userId())
        .addValue(Instant.ofEpochMilli(Math.floorDiv(visit.epochMicros(), 1000)))
        .addValue(visit.epochMicros())
        .addValue(visit.url())
        .addValue(visit.duration())
        .build();
  }

  @Override
  public Visit fromRow(Row row) {
    return new Visit(
        Objects.requireNonNull(row.getString("user_id")),
        Objects.requireNonNull(row.getInt64("epoch_micros")),
        Objects.requireNonNull(row.getString("url")),
        row.getDecimal("page_view_duration"));
  }
}
