package io.footfall.records;

import io.footfall.accesslog.LogSettings;
import io.footfall.csv.Dialect;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deviations of a text from UTF-8, from RFC 4180 and from one JSON object per line. Immutable;
 * {@code withX} returns a changed copy.
 *
 * @param charset the name of the character set; null for UTF-8, and for UTF-16 with a byte order
 *     mark
 * @param skipLines the number of lines to skip before the header
 * @param headerLines the number of lines of the header; the names of a column are joined by a space
 * @param dialect the CSV dialect
 * @param jsonPath the dotted path of the array of records; null if the document is the array
 * @param sheet the sheet of a workbook; null for the only one
 * @param log the settings for an access log; null for other text
 */
public record TextForm(
    @Nullable String charset,
    int skipLines,
    int headerLines,
    Dialect dialect,
    @Nullable String jsonPath,
    @Nullable String sheet,
    @Nullable LogSettings log)
    implements Serializable {

  /** UTF-8, a header of one line, RFC 4180, one JSON object per line. */
  public static final TextForm STANDARD =
      new TextForm(null, 0, 1, Dialect.STANDARD, null, null, null);

  /** Returns a copy in another character set. */
  public TextForm withCharset(String value) {
    return new TextForm(value, skipLines, headerLines, dialect, jsonPath, sheet, log);
  }

  /** Returns a copy with lines before the header. */
  public TextForm withSkipLines(int value) {
    return new TextForm(charset, value, headerLines, dialect, jsonPath, sheet, log);
  }

  /** Returns a copy with a header of this many lines. */
  public TextForm withHeaderLines(int value) {
    return new TextForm(charset, skipLines, value, dialect, jsonPath, sheet, log);
  }

  /** Returns a copy in another dialect of CSV. */
  public TextForm withDialect(Dialect value) {
    return new TextForm(charset, skipLines, headerLines, value, jsonPath, sheet, log);
  }

  /** Returns a copy whose records are in the array at this path. */
  public TextForm withJsonPath(String value) {
    return new TextForm(charset, skipLines, headerLines, dialect, value, sheet, log);
  }

  public TextForm withSheet(String value) {
    return new TextForm(charset, skipLines, headerLines, dialect, jsonPath, value, log);
  }

  /** Returns the names of the options that are set here and apply to CSV only. */
  public List<String> optionsOfCsv() {
    List<String> options = new ArrayList<>();
    addIf(dialect.quote() != Dialect.STANDARD.quote(), "quote", options);
    addIf(dialect.escape() != Dialect.NONE, "escape", options);
    addIf(dialect.comment() != Dialect.NONE, "comment", options);
    addIf(dialect.strictQuotes(), "strictQuotes", options);
    addIf(skipLines > 0, "skipLines", options);
    addIf(headerLines > 1, "header", options);
    return options;
  }

  private static void addIf(boolean isSet, String option, List<String> options) {
    if (isSet) {
      options.add(option);
    }
  }

  /** Returns a copy for an access log. */
  public TextForm withLog(LogSettings value) {
    return new TextForm(charset, skipLines, headerLines, dialect, jsonPath, sheet, value);
  }
}
