package io.footfall.csv;

import java.util.regex.Pattern;

/**
 * A field as it stands in CSV (RFC 4180). {@code csvField} in {@code format.js} is the same for
 * spreadsheets.
 */
public final class CsvField {
  private static final Pattern QUOTED = Pattern.compile("[,\"\\r\\n]");
  private static final Pattern FORMULA = Pattern.compile("^[=+\\-@\\t\\r]");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

  private CsvField() {}

  /** A text, in quotes if it needs them. */
  public static String of(String text) {
    return QUOTED.matcher(text).find() ? quoted(text) : text;
  }

  /**
   * A text that no spreadsheet runs as a formula (OWASP, "CSV Injection"): one that begins with
   * {@code = + - @}, a tab or a carriage return has an apostrophe before it, and quotes, unless it
   * is a number. {@code +1} is none: a spreadsheet would take its sign away.
   */
  public static String forSpreadsheet(String text) {
    boolean isFormula = FORMULA.matcher(text).find() && !NUMBER.matcher(text).matches();
    return isFormula ? quoted("'" + text) : of(text);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
