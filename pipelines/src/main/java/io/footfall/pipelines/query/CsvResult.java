package io.footfall.pipelines.query;

import io.footfall.csv.CsvField;
import java.io.Flushable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as CSV (RFC 4180) with LF and a header. NULL is an empty field, and an empty text is
 * two double quotes.
 *
 * <p>For spreadsheets, formulas are neutralized: {@link CsvField#forSpreadsheet}.
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
    if (value.isEmpty()) {
      out.append("\"\"");
    } else {
      out.append(forSpreadsheets ? CsvField.forSpreadsheet(value) : CsvField.of(value));
    }
  }

  @Override
  public void end() throws IOException {
    if (out instanceof Flushable writer) {
      writer.flush();
    }
  }
}
