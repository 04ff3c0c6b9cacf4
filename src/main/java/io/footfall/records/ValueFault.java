package io.footfall.records;

import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import java.nio.charset.StandardCharsets;

/**
 * Why a value of a record is invalid.
 *
 * @param column name of its column
 * @param expected description of valid values
 * @param message what was found, where, and what was expected
 */
public record ValueFault(String column, String expected, String message) {
  private static final int LONGEST_VALUE = 100;

  /**
   * Describes the value that a parser has rejected.
   *
   * @param parser the parser, whose last {@link RecordParser#parse} returned false
   * @param field index of the field of {@link RecordParser#column}
   * @param numbered whether to include the number of the field
   * @param fields the fields that the parser received
   */
  public static ValueFault of(RecordParser<?> parser, int field, boolean numbered, Fields fields) {
    ColumnSpec spec = parser.schema().columns().get(parser.column());
    String where = numbered ? " (column " + (field + 1) + ")" : "";
    String found =
        parser.code() == RejectCode.MISSING_FIELD ? "empty" : "'" + text(fields, field) + "'";
    String advice =
        parser.code() == RejectCode.MISSING_FIELD ? "" : parser.advice(text(fields, field));
    return new ValueFault(
        spec.name(),
        spec.type(),
        spec.name()
            + where
            + " is "
            + found
            + "; expected "
            + spec.type()
            + (advice.isEmpty() ? "" : ". " + advice));
  }

  private static String text(Fields fields, int field) {
    // A character has at most four bytes, so this covers all characters that are shown.
    int length = Math.min(4 * (LONGEST_VALUE + 1), fields.to[field] - fields.from[field]);
    return Excerpt.of(
        new String(fields.bytes, fields.from[field], length, StandardCharsets.UTF_8),
        LONGEST_VALUE);
  }
}
