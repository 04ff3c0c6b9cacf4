package io.footfall.reading;

import io.footfall.csv.Dialect;
import io.footfall.records.ReadSettings;

/**
 * The text before the header of delimited text, and the dialect of its first line break.
 *
 * @param dataOffset start of the text: after skipped lines, and a line such as {@code sep=;}
 * @param headerOffset where the header starts, after comments and blank lines
 * @param missingLines the number of lines to skip that the text lacks
 * @param delimiter the delimiter in the {@code sep=} line, or 0
 * @param dialect the dialect, with the line breaks of this text
 */
record TextHead(
    int dataOffset, int headerOffset, int missingLines, byte delimiter, Dialect dialect) {
  private static final byte[] SEPARATOR = {'s', 'e', 'p', '='};

  /** Inspects the start of a text, after its byte order mark. */
  static TextHead of(byte[] start, int from, int length, boolean whole, ReadSettings settings) {
    Dialect dialect = settings.form().dialect();
    int p = from;
    int missingLines = settings.form().skipLines();
    for (; missingLines > 0 && p < length; missingLines--) {
      p = nextLine(start, p, length);
    }
    if (endsWithCarriageReturn(start, p, length, whole, dialect)) {
      dialect = dialect.withCarriageReturns(true);
    }
    byte delimiter = 0;
    int dataOffset = p;
    for (; p < length; p = nextLine(start, p, length)) {
      if (delimiter == 0 && isSeparatorLine(start, p, length)) {
        delimiter = start[p + SEPARATOR.length];
        dataOffset = nextLine(start, p, length);
      } else if (!isBlank(start, p, length) && (start[p] & 0xFF) != dialect.comment()) {
        break;
      }
    }
    return new TextHead(dataOffset, p, missingLines, delimiter, dialect);
  }

  /**
   * Returns whether the first line break outside quotes is a CR without LF. A text that ends
   * earlier has none.
   */
  private static boolean endsWithCarriageReturn(
      byte[] start, int from, int length, boolean whole, Dialect dialect) {
    boolean quoted = false;
    for (int p = from; p < length; p++) {
      if (start[p] == dialect.quote()) {
        quoted = !quoted;
      } else if (start[p] == '\n' && !quoted) {
        return false;
      } else if (start[p] == '\r' && !quoted) {
        if (p + 2 >= length && !whole) {
          return false;
        }
        boolean lineFeed =
            (p + 1 < length && start[p + 1] == '\n')
                || (p + 2 < length && start[p + 1] == '\r' && start[p + 2] == '\n');
        return !lineFeed && p + 1 < length;
      }
    }
    return false;
  }

  private static boolean isSeparatorLine(byte[] start, int p, int length) {
    if (p + SEPARATOR.length >= length) {
      return false;
    }
    for (int i = 0; i < SEPARATOR.length; i++) {
      if ((start[p + i] | 0x20) != (SEPARATOR[i] | 0x20)) {
        return false;
      }
    }
    int end = p + SEPARATOR.length + 1;
    return start[end - 1] != '\n'
        && start[end - 1] != '\r'
        && (end == length || start[end] == '\n' || start[end] == '\r');
  }

  /** Returns whether a line contains only blanks and possible delimiters. */
  private static boolean isBlank(byte[] start, int from, int length) {
    for (int p = from; p < length; p++) {
      switch (start[p]) {
        case '\n', '\r' -> {
          return true;
        }
        case ' ', '\t', ',', ';', '|' -> {}
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  private static int nextLine(byte[] start, int from, int length) {
    int p = from;
    while (p < length && start[p] != '\n' && start[p] != '\r') {
      p++;
    }
    int end = p;
    while (end < length && start[end] == '\r') {
      end++;
    }
    // Each CR without a following LF ends a line.
    return Math.min(length, (end < length && start[end] == '\n' ? end : p) + 1);
  }
}
