package io.footfall.transforms.records;

import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCode;
import java.util.Objects;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/** Represents each {@link Reject} as a row with the member names of the reject files. */
public final class RejectRowForm implements RowForm<Reject> {
  private static final Schema SCHEMA =
      Schema.builder()
          .addStringField("error_code")
          .addStringField("error_message")
          .addStringField("source")
          .addInt64Field("slice_from")
          .addInt64Field("offset")
          .addInt64Field("line")
          .addNullableStringField("column")
          .addNullableStringField("expected")
          .addByteArrayField("raw_data")
          .addInt32Field("attempts_made")
          .addInt64Field("arrival_millis")
          .addNullableStringField("sequence_number")
          .build();

  private RejectRowForm() {}

  public static RejectRowForm of() {
    return new RejectRowForm();
  }

  @Override
  public TypeDescriptor<Reject> type() {
    return TypeDescriptor.of(Reject.class);
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public Row toRow(Reject reject) {
    return Row.withSchema(SCHEMA)
        .addValue(reject.code().name())
        .addValue(reject.message())
        .addValue(reject.source())
        .addValue(reject.sliceFrom())
        .addValue(reject.offset())
        .addValue(reject.line())
        .addValue(reject.column())
        .addValue(reject.expected())
        .addValue(reject.raw())
        .addValue(reject.attempts())
        .addValue(reject.arrivalMillis())
        .addValue(reject.sequenceNumber())
        .build();
  }

  @Override
  public Reject fromRow(Row row) {
    return new Reject(
        RejectCode.valueOf(required(row.getString("error_code"))),
        required(row.getString("error_message")),
        required(row.getString("source")),
        required(row.getInt64("slice_from")),
        required(row.getInt64("offset")),
        required(row.getInt64("line")),
        row.getString("column"),
        row.getString("expected"),
        required(row.getBytes("raw_data")),
        required(row.getInt32("attempts_made")),
        required(row.getInt64("arrival_millis")),
        row.getString("sequence_number"));
  }

  private static <V> V required(@Nullable V value) {
    return Objects.requireNonNull(value);
  }
}
