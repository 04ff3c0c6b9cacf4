package io.footfall.query;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as CSV by RFC 4180, with LF and a header. A NULL is an empty field, an empty text is two
 * quotes.
 *
 * <p>For spreadsheets, a text that begins with {@code = + - @}, a tab or a carriage return gets an
 * apostrophe before it, unless it is a number: they would run it as a formula (OWASP, "CSV
 * Injection").
 */
final class CsvResult implements RowSink {
  private final Appendable out;
  private final boolean forSpreadsheets;

  CsvResult(Appendable out, boolean forSpreadsheets) {
    this.out = out;
    this.forSpreadsheets = forSpreadsheets;
  }

  @Override
  public void columns(List<QueryColumn> columns) throws IOException {
    String separator = "";
    for (QueryColumn column : columns) {
      out.append(separator);
      text(column.name());
      separator = ",";
    }
    out.append('\n');
  }

  @Override
  public boolean row(List<@Nullable Object> values) throws IOException {
    String separator = "";
    for (Object value : values) {
      out.append(separator);
      if (value instanceof String string) {
        text(string);
      } else {
        out.append(ResultText.of(value));
      }
      separator = ",";
    }
    out.append('\n');
    return true;
  }

  private void text(String value) throws IOException {
    boolean isFormula = forSpreadsheets && isFormula(value);
    boolean isQuoted = isFormula || value.isEmpty();
    for (int i = 0; i < value.length() && !isQuoted; i++) {
      char c = value.charAt(i);
      isQuoted = c == '"' || c == ',' || c == '\n' || c == '\r';
    }
    if (!isQuoted) {
      out.append(value);
      return;
    }
    out.append('"').append(isFormula ? "'" : "").append(value.replace("\"", "\"\"")).append('"');
  }

  private static boolean isFormula(String value) {
    return !value.isEmpty()
        && "=+-@\t\r".indexOf(value.charAt(0)) >= 0
        && !value.matches("[+-]?\\d+(\\.\\d+)?");
  }

  @Override
  public void end() {
    // There is nothing behind the last row.
  }
}
