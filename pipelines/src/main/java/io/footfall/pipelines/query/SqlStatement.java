package io.footfall.pipelines.query;

import io.footfall.pipelines.query.QueryFailedException.Reason;
import java.util.Locale;

/**
 * Finds the end of a statement, by the quoting rules that DuckDB, PostgreSQL and Redshift share.
 */
public final class SqlStatement {
  private SqlStatement() {}

  /**
   * Returns the single statement in a text, without its semicolon.
   *
   * @throws QueryFailedException unless there is exactly one
   */
  static String single(String text) throws QueryFailedException {
    int end = end(text, false);
    if (isEmpty(text.substring(0, end))) {
      throw new QueryFailedException(Reason.WRONG, "The statement is empty.");
    }
    // Some databases treat a backslash in quotes as an escape. The text must be one statement
    // either way.
    if (hasMore(text, end) || hasMore(text, end(text, true))) {
      throw new QueryFailedException(Reason.REFUSED, "Only one statement is allowed at a time.");
    }
    return text.substring(0, end);
  }

  /** Returns the first word of a statement, in upper case. */
  static String firstWord(String sql) {
    Word word = word(sql, 0);
    return sql.substring(word.start(), word.end()).toUpperCase(Locale.ROOT);
  }

  /**
   * A word of a statement.
   *
   * @param text the statement
   * @param start index of its first character
   * @param end index after its last character
   */
  record Word(String text, int start, int end) {
    /** Compares the word, ignoring case. */
    boolean is(String word) {
      return text.substring(start, end).equalsIgnoreCase(word);
    }
  }

  /** Returns the first word at or after an index, outside comments, or an empty word. */
  static Word word(String sql, int index) {
    int from = index;
    while (from < sql.length() && !Character.isLetter(sql.charAt(from))) {
      int next = afterComment(sql, from);
      from = next > from ? next : from + 1;
    }
    int to = from;
    while (to < sql.length() && Character.isLetter(sql.charAt(to))) {
      to++;
    }
    return new Word(sql, from, to);
  }

  private static boolean hasMore(String text, int end) {
    return end < text.length() && !isEmpty(text.substring(end + 1).replace(";", ""));
  }

  /** Returns whether a text contains a complete statement, which ends with a semicolon. */
  public static boolean isComplete(String text) {
    return end(text, false) < text.length();
  }

  /** Returns whether a text contains only whitespace, complete comments and semicolons. */
  static boolean isBlank(String text) {
    // Inside an incomplete comment, the added semicolon does not count.
    return isEmpty(text.replace(";", "")) && !isEmpty(text + "\n;");
  }

  private static boolean isEmpty(String text) {
    for (int i = 0; i < text.length(); ) {
      int next = afterComment(text, i);
      if (next == i) {
        if (!Character.isWhitespace(text.charAt(i))) {
          return false;
        }
        next++;
      }
      i = next;
    }
    return true;
  }

  /** Returns the index of the semicolon that ends the statement, or the length of the text. */
  private static int end(String text, boolean escapesAlways) {
    int i = 0;
    while (i < text.length() && text.charAt(i) != ';') {
      i = afterPart(text, i, escapesAlways);
    }
    return Math.min(i, text.length());
  }

  /**
   * Returns a text of the same length in which comments are blank and quoted characters are x, so
   * that words in it are words of the statement.
   */
  static String masked(String text) {
    return masked(text, false);
  }

  /**
   * Returns the masked text.
   *
   * @param escapesAlways whether a backslash in quotes is an escape, which depends on the database
   */
  static String masked(String text, boolean escapesAlways) {
    StringBuilder masked = new StringBuilder(text);
    int i = 0;
    while (i < text.length()) {
      int next = Math.min(afterPart(text, i, escapesAlways), text.length());
      boolean isComment = afterComment(text, i) > i;
      for (int k = isComment ? i : i + 1; k < (isComment ? next : next - 1); k++) {
        masked.setCharAt(k, isComment ? ' ' : 'x');
      }
      i = next;
    }
    return masked.toString();
  }

  /** Returns the index after the comment, the quoted text or the character at an index. */
  private static int afterPart(String text, int i, boolean escapesAlways) {
    char c = text.charAt(i);
    int next = afterComment(text, i);
    if (next > i) {
      return next;
    }
    if (c == '\'') {
      boolean escapes = i > 0 && (text.charAt(i - 1) == 'E' || text.charAt(i - 1) == 'e');
      // A doubled quote inside a quoted text is an escaped quote.
      int end =
          afterQuote(
              text, i, escapesAlways || (escapes && (i == 1 || !isWord(text.charAt(i - 2)))));
      while (end < text.length() && text.charAt(end) == c) {
        end = afterQuote(text, end, escapesAlways);
      }
      return end;
    }
    if (c == '"') {
      return afterQuote(text, i, false);
    }
    return c == '$' && (i == 0 || !isWord(text.charAt(i - 1))) ? afterDollars(text, i) : i + 1;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }

  /**
   * Returns the index after a comment that starts here, or the same index. Block comments can be
   * nested.
   */
  private static int afterComment(String text, int at) {
    if (text.startsWith("--", at)) {
      int end = at;
      while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
        end++;
      }
      return Math.min(end + 1, text.length());
    }
    if (!text.startsWith("/*", at)) {
      return at;
    }
    int depth = 1;
    int i = at + 2;
    while (i < text.length() && depth > 0) {
      if (text.startsWith("*/", i)) {
        depth--;
        i += 2;
      } else if (text.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else {
        i++;
      }
    }
    return i;
  }

  private static int afterQuote(String text, int at, boolean escapes) {
    char quote = text.charAt(at);
    int i = at + 1;
    while (i < text.length() && text.charAt(i) != quote) {
      i += escapes && text.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  private static int afterDollars(String text, int at) {
    int tag = at + 1;
    while (tag < text.length() && isWord(text.charAt(tag)) && text.charAt(tag) != '$') {
      tag++;
    }
    boolean isQuote =
        tag < text.length()
            && text.charAt(tag) == '$'
            && (tag == at + 1 || !Character.isDigit(text.charAt(at + 1)));
    if (!isQuote) {
      return at + 1;
    }
    String quote = text.substring(at, tag + 1);
    int end = text.indexOf(quote, tag + 1);
    return end < 0 ? text.length() : end + quote.length();
  }
}
