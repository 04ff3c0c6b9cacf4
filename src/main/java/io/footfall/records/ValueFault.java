package io.footfall.records;

import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import java.nio.charset.StandardCharsets;

/**
 * Why a value of a record is no good.
 *
 * @param column the name of its column
 * @param expected what a value of that column must be, in words
 * @param message what was found, where, and what was expected, for a person
 */
public record ValueFault(String column, String expected, String message) {
  private static final int LONGEST_VALUE = 100;

  /**
   * Describes what a parser has just refused.
   *
   * @param parser whose last {@link RecordParser#parse} returned false
   * @param field the index of the field of its {@link RecordParser#column}
   * @param numbered whether a person finds the field by its number
   * @param fields what the parser was given
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
    // A character has at most four bytes: these are more characters than are shown, the last of
    // which may be cut.
    int length = Math.min(4 * (LONGEST_VALUE + 1), fields.to[field] - fields.from[field]);
    return Excerpt.of(
        new String(fields.bytes, fields.from[field], length, StandardCharsets.UTF_8),
        LONGEST_VALUE);
  }
}
