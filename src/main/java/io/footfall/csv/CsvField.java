package io.footfall.csv;

import java.util.regex.Pattern;

/**
 * Formats CSV fields (RFC 4180). {@code csvField} in {@code format.js} corresponds to {@link
 * #forSpreadsheet}.
 */
public final class CsvField {
  private static final Pattern QUOTED = Pattern.compile("[,\"\\r\\n]");
  private static final Pattern FORMULA = Pattern.compile("^[=+\\-@\\t\\r]");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

  private CsvField() {}

  /** Returns the text, quoted if necessary. */
  public static String of(String text) {
    return QUOTED.matcher(text).find() ? quoted(text) : text;
  }

  /**
   * Returns text that no spreadsheet interprets as a formula (OWASP, "CSV Injection"): text that
   * starts with {@code = + - @}, a tab or a carriage return is quoted and prefixed with an
   * apostrophe, unless it is a number. {@code +1} does not count as a number, because a spreadsheet
   * would remove its sign.
   */
  public static String forSpreadsheet(String text) {
    boolean isFormula = FORMULA.matcher(text).find() && !NUMBER.matcher(text).matches();
    return isFormula ? quoted("'" + text) : of(text);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
