package io.footfall.source;

import io.footfall.reading.Layout;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Tokenizer;

/** Describes why a record could not be split into fields. */
final class FaultText {

  private FaultText() {}

  /**
   * Describes the fault that a tokenizer found, and what was expected.
   *
   * @param length the size of the record in bytes
   */
  static String of(
      RejectCode fault, Tokenizer tokenizer, Layout layout, long length, int maxRecordBytes) {
    if (!tokenizer.faultText().isEmpty()) {
      return tokenizer.faultText();
    }
    return switch (fault) {
      case TOO_FEW_FIELDS, TOO_MANY_FIELDS ->
          "found "
              + tokenizer.faultField()
              + (tokenizer.faultField() == 1 ? " field" : " fields")
              + "; expected "
              + layout.fields()
              + (layout.header().length > 0 ? ", as in the header" : ", as in the list of columns")
              + (fault == RejectCode.TOO_MANY_FIELDS
                  ? "; a value that contains the delimiter must be in quotes"
                  : "");
      case MALFORMED_QUOTE ->
          "something follows the closing quote of field "
              + (tokenizer.faultField() + 1)
              + "; expected a delimiter or the end of the line (a quote inside a quoted field"
              + " is written twice; if it is escaped by a backslash, use --escape='\\')";
      case UNTERMINATED_QUOTE ->
          "a quoted field on this line is not closed, or what follows makes no record with "
              + layout.fields()
              + " fields; reading continues at the next line";
      default -> tooLarge(length, maxRecordBytes);
    };
  }

  /** Describes a record that is too large. */
  static String tooLarge(long length, int maxRecordBytes) {
    return "the record has "
        + length
        + " bytes; expected at most "
        + maxRecordBytes
        + " (--maxRecordBytes)";
  }

  /** Describes a byte that does not start a valid character. */
  static String invalidUtf8(byte found, long offset) {
    return String.format(
        "byte 0x%02X at offset %d is not valid UTF-8; expected UTF-8 text. If it is in"
            + " another character set, use --encoding",
        found, offset);
  }
}
