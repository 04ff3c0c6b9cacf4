package io.footfall.csv;

import io.footfall.tokens.Fields;
import java.io.Serializable;

/**
 * Deviations of delimited text from RFC 4180. Immutable; {@code withX} returns a changed copy.
 *
 * @param quote the byte around a quoted field; {@link #NONE} if no field is quoted
 * @param escape the byte that removes the special meaning of the next byte; {@link #NONE} for no
 *     such byte. In text without quotes, {@code \n}, {@code \t}, {@code \r}, {@code \b}, {@code \f}
 *     and {@code \v} stand for control characters, as PostgreSQL writes them
 * @param comment the byte that begins a comment line; {@link #NONE} if there are no comments
 * @param strictQuotes whether a quote inside an unquoted field rejects the record
 * @param carriageReturns whether a CR alone ends a line
 * @param blankBehindDelimiter whether one space after a delimiter belongs to the delimiter
 * @param delimiterAtEnd whether a record may end with a delimiter, so that it has one more field,
 *     which is empty, than the header
 */
public record Dialect(
    int quote,
    int escape,
    int comment,
    boolean strictQuotes,
    boolean carriageReturns,
    boolean blankBehindDelimiter,
    boolean delimiterAtEnd)
    implements Serializable {

  /** Marks a character that the dialect does not have. */
  public static final int NONE = -1;

  /** RFC 4180, as {@link CsvTokenizer} reads it. */
  public static final Dialect STANDARD = new Dialect('"', NONE, NONE, false, false, false, false);

  /** Returns whether {@link CsvTokenizer}, which is faster, can read this dialect. */
  public boolean isStandard() {
    return equals(STANDARD);
  }

  /** Returns a copy with another quote. */
  public Dialect withQuote(int value) {
    return new Dialect(
        value,
        escape,
        comment,
        strictQuotes,
        carriageReturns,
        blankBehindDelimiter,
        delimiterAtEnd);
  }

  /** Returns a copy with an escape character. */
  public Dialect withEscape(int value) {
    return new Dialect(
        quote, value, comment, strictQuotes, carriageReturns, blankBehindDelimiter, delimiterAtEnd);
  }

  /** Returns a copy with comment lines. */
  public Dialect withComment(int value) {
    return new Dialect(
        quote, escape, value, strictQuotes, carriageReturns, blankBehindDelimiter, delimiterAtEnd);
  }

  /** Returns a copy that rejects a quote inside an unquoted field. */
  public Dialect withStrictQuotes(boolean value) {
    return new Dialect(
        quote, escape, comment, value, carriageReturns, blankBehindDelimiter, delimiterAtEnd);
  }

  /** Returns a copy in which a CR alone ends a line. */
  public Dialect withCarriageReturns(boolean value) {
    return new Dialect(
        quote, escape, comment, strictQuotes, value, blankBehindDelimiter, delimiterAtEnd);
  }

  /**
   * Returns whether every field except the first begins with a space, or has one before its quote.
   * An empty last field does not count, because a delimiter can end the line.
   *
   * @param fields of a record that was tokenized in this dialect
   */
  public boolean hasBlanksBehindDelimiters(Fields fields) {
    int last = fields.count - 1;
    boolean delimiterAtEnd = last > 1 && fields.from[last] == fields.to[last];
    for (int i = 1; i < (delimiterAtEnd ? last : fields.count); i++) {
      int from = fields.from[i];
      boolean begins = from < fields.to[i] && fields.bytes[from] == ' ';
      boolean quoted = from > 1 && fields.bytes[from - 1] == quote && fields.bytes[from - 2] == ' ';
      if (!begins && !quoted) {
        return false;
      }
    }
    return true;
  }

  /** Returns a copy in which one space after a delimiter belongs to the delimiter. */
  public Dialect withBlankBehindDelimiter(boolean value) {
    return new Dialect(
        quote, escape, comment, strictQuotes, carriageReturns, value, delimiterAtEnd);
  }

  /** Returns a copy in which a delimiter may end a record. */
  public Dialect withDelimiterAtEnd(boolean value) {
    return new Dialect(
        quote, escape, comment, strictQuotes, carriageReturns, blankBehindDelimiter, value);
  }
}
