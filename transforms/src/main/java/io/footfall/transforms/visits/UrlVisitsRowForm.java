package io.footfall.transforms.visits;

import io.footfall.transforms.records.RowForm;
import io.footfall.visits.UrlVisits;
import java.util.Objects;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.schemas.Schema.FieldType;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Represents totals of URLs as rows with the columns of {@code urls.csv} and the parts from which
 * they are computed. {@code average_time_spent} is null if no visit has a duration.
 */
public final class UrlVisitsRowForm implements RowForm<UrlVisits> {
  private static final Schema SCHEMA =
      Schema.builder()
          .addStringField("url")
          .addInt64Field("visits")
          .addInt64Field("visits_without_duration")
          .addDecimalField("total_time_spent")
          .addNullableField("average_time_spent", FieldType.DECIMAL)
          .addInt64Field("first_visit_micros")
          .build();

  private UrlVisitsRowForm() {}

  public static UrlVisitsRowForm of() {
    return new UrlVisitsRowForm();
  }

  @Override
  public TypeDescriptor<UrlVisits> type() {
    return TypeDescriptor.of(UrlVisits.class);
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public Row toRow(UrlVisits visits) {
    return Row.withSchema(SCHEMA)
        .addValue(visits.url())
        .addValue(visits.visits())
        .addValue(visits.withoutDuration())
        .addValue(visits.timeSpent())
        .addValue(visits.averageTimeSpent().orElse(null))
        .addValue(visits.firstVisitMicros())
        .build();
  }

  @Override
  public UrlVisits fromRow(Row row) {
    return new UrlVisits(
        Objects.requireNonNull(row.getString("url")),
        Objects.requireNonNull(row.getInt64("visits")),
        Objects.requireNonNull(row.getInt64("visits_without_duration")),
        Objects.requireNonNull(row.getDecimal("total_time_spent")),
        Objects.requireNonNull(row.getInt64("first_visit_micros")));
  }
}
