package io.footfall.csv;

import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.tokens.RecordTokenizer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits delimited text in any {@link Dialect} into records, byte by byte. The rules are those of
 * {@link CsvTokenizer} with the deviations of the dialect; where both can read a text, they produce
 * the same records. It takes several times as long, so it is used only for text that {@link
 * CsvTokenizer} cannot read.
 *
 * <p>A comment line counts as a blank line. So does {@code \.} alone on a line of unquoted text
 * with escapes, which ends PostgreSQL's data.
 *
 * <p>Memory is bounded by the maximum record size. Not thread-safe: one instance per reader.
 */
public final class DialectTokenizer extends RecordTokenizer {
  private final byte delimiter;
  private final Dialect dialect;
  private final int columns;
  private final int needed;

  private byte[] values = new byte[256];
  private int size;

  // The current record.
  private byte[] block = new byte[0];
  private int position;
  private int limit;
  private boolean last;

  /**
   * Creates a tokenizer.
   *
   * @param delimiter the byte between two fields
   * @param columns the number of fields of the header; 0 accepts any number
   * @param needed the minimum number of fields of a record; missing fields have {@code from == -1}
   * @param maxRecordBytes the maximum record size without the line break
   */
  public DialectTokenizer(
      byte delimiter, Dialect dialect, int columns, int needed, int maxRecordBytes) {
    super(maxRecordBytes);
    this.delimiter = delimiter;
    this.dialect = dialect;
    this.columns = columns;
    this.needed = needed;
  }

  @Override
  public int next(byte[] b, int start, int blockLimit, boolean sourceEnds, Fields out) {
    block = b;
    limit = blockLimit;
    last = sourceEnds;
    begin();
    size = 0;
    int lineEnd = endOfLine(start);
    if (lineEnd < 0) {
      return limit - start > maxRecordBytes + 2 ? endless(start) : INCOMPLETE;
    }
    int lineNext = behindLineBreak(lineEnd);
    if (lineNext < 0) {
      return INCOMPLETE;
    }
    if (isSkipped(start, lineEnd)) {
      blank = true;
      out.count = 0;
      lines = start == limit ? 0 : 1;
      return lineNext;
    }
    if (lineEnd - start > maxRecordBytes) {
      return fail(RejectCode.RECORD_TOO_LARGE, 0, start, lineNext);
    }
    ensure(limit - start);
    int n = 0;
    position = start;
    for (; ; ) {
      if (n == out.from.length) {
        out.from = Arrays.copyOf(out.from, 2 * n);
        out.to = Arrays.copyOf(out.to, 2 * n);
      }
      if (n > 0 && dialect.blankBehindDelimiter() && position < limit && block[position] == ' ') {
        position++;
      }
      out.from[n] = size;
      int quoteAt = quoteFrom(position);
      if (quoteAt >= 0) {
        position = quoteAt + 1;
        RejectCode broken = quotedValue();
        if (broken == null) {
          position = behindBlanks(position);
          if (position < limit && block[position] == '\r' && position + 2 >= limit && !last) {
            return INCOMPLETE;
          }
          if (position < limit && block[position] != delimiter && !isLineEnd(position)) {
            broken = RejectCode.MALFORMED_QUOTE;
          }
        } else if (!last && limit - start <= maxRecordBytes + 2) {
          return INCOMPLETE;
        }
        if (broken != null) {
          // A record on several lines must be complete; otherwise only its first line is rejected.
          return fail(
              lines > 1 ? RejectCode.UNTERMINATED_QUOTE : broken, n, position, firstLine(lineNext));
        }
      } else if (!unquotedValue()) {
        return fail(RejectCode.MALFORMED_QUOTE, n, position, firstLine(lineNext));
      }
      out.to[n++] = size;
      if (position >= limit) {
        if (!last) {
          return limit - start > maxRecordBytes + 2
              ? fail(RejectCode.UNTERMINATED_QUOTE, n - 1, start, firstLine(lineNext))
              : INCOMPLETE;
        }
        return finish(start, position, limit, lineNext, n, out);
      }
      if (block[position] != delimiter) {
        int next = behindLineBreak(position);
        return next < 0 ? INCOMPLETE : finish(start, position, next, lineNext, n, out);
      }
      position++;
    }
  }

  private int firstLine(int lineNext) {
    lines = 1;
    return lineNext;
  }

  private int finish(int start, int end, int next, int lineNext, int n, Fields out) {
    out.bytes = values;
    out.count = n;
    if (end - start > maxRecordBytes) {
      return fail(RejectCode.UNTERMINATED_QUOTE, 0, start, firstLine(lineNext));
    }
    if (n == columns || columns == 0) {
      return next;
    }
    if (dialect.delimiterAtEnd() && n == columns + 1 && out.from[columns] == out.to[columns]) {
      out.count = columns;
      return next;
    }
    if (lines > 1) {
      return fail(RejectCode.UNTERMINATED_QUOTE, 0, start, firstLine(lineNext));
    }
    if (hasNoValue(start, end)) {
      blank = true;
      out.count = 0;
      return next;
    }
    if (n < columns && n >= needed) {
      if (out.from.length < columns) {
        out.from = Arrays.copyOf(out.from, columns);
        out.to = Arrays.copyOf(out.to, columns);
      }
      Arrays.fill(out.from, n, columns, -1);
      out.count = columns;
      return next;
    }
    return fail(
        n < columns ? RejectCode.TOO_FEW_FIELDS : RejectCode.TOO_MANY_FIELDS, n, start, next);
  }

  /**
   * Reads up to the closing quote, and moves past it.
   *
   * @return the fault if the quote is not closed in this block, otherwise null
   */
  private @Nullable RejectCode quotedValue() {
    while (position < limit) {
      byte c = block[position];
      if (c == dialect.escape() && c != dialect.quote()) {
        if (position + 1 >= limit) {
          break;
        }
        take(block[position + 1]);
        lines += block[position + 1] == '\n' ? 1 : 0;
        position += 2;
      } else if (c == dialect.quote()) {
        if (position + 1 >= limit && !last) {
          break;
        }
        if (position + 1 < limit && block[position + 1] == c) {
          take(c);
          position += 2;
        } else {
          position++;
          return null;
        }
      } else {
        lines += isLastOfLineBreak(position) ? 1 : 0;
        take(c);
        position++;
      }
    }
    position = limit;
    return RejectCode.UNTERMINATED_QUOTE;
  }

  /** Reads up to the delimiter or the line break; returns false if a quote comes first. */
  private boolean unquotedValue() {
    int from = size;
    while (position < limit && block[position] != delimiter && !isLineEnd(position)) {
      byte c = block[position];
      if (c == dialect.escape() && position + 1 < limit) {
        byte escaped = block[position + 1];
        if (dialect.quote() != Dialect.NONE) {
          take(escaped);
        } else if (escaped == 'N' && size == from) {
          // PostgreSQL's marker for NULL is kept, because --nulls defines its meaning.
          take(c);
          take(escaped);
        } else {
          take(control(escaped));
        }
        lines += escaped == '\n' ? 1 : 0;
        position += 2;
        continue;
      }
      if (dialect.strictQuotes() && c == dialect.quote()) {
        return false;
      }
      take(c);
      position++;
    }
    return true;
  }

  private static byte control(byte letter) {
    return (byte)
        switch (letter) {
          case 'n' -> '\n';
          case 't' -> '\t';
          case 'r' -> '\r';
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'v' -> 0x0B;
          default -> letter;
        };
  }

  private void take(byte c) {
    ascii &= c >= 0;
    values[size++] = c;
  }

  private void ensure(int bytes) {
    if (values.length < bytes + Fields.SLACK) {
      values = new byte[Math.max(bytes + Fields.SLACK, 2 * values.length)];
    }
  }

  /** Returns where a quote opens the field at {@code p}, after blanks; -1 if none does. */
  private int quoteFrom(int p) {
    if (dialect.quote() == Dialect.NONE) {
      return -1;
    }
    int q = behindBlanks(p);
    return q < limit && block[q] == dialect.quote() ? q : -1;
  }

  private int behindBlanks(int p) {
    int q = p;
    while (q < limit && (block[q] == ' ' || block[q] == '\t') && block[q] != delimiter) {
      q++;
    }
    return q;
  }

  /** Returns whether a line contains only blanks and delimiters. */
  private boolean hasNoValue(int start, int end) {
    for (int p = start; p < end; p++) {
      if (block[p] != ' ' && block[p] != '\t' && block[p] != delimiter) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns whether the line is not a record: it is blank, a comment, or PostgreSQL's end marker.
   */
  private boolean isSkipped(int start, int end) {
    if (end > start && block[start] == dialect.comment()) {
      return true;
    }
    if (end - start == 2
        && dialect.quote() == Dialect.NONE
        && block[start] == dialect.escape()
        && block[start + 1] == '.') {
      return true;
    }
    for (int p = start; p < end; p++) {
      if (block[p] != ' ' && block[p] != '\t') {
        return false;
      }
    }
    return end == start || columns != 1;
  }

  // ---- line breaks: LF, CR LF, CR CR LF, and CR if the dialect has it

  /**
   * Returns the position of the first line break at or after {@code p}; -1 if this block has none.
   */
  private int endOfLine(int p) {
    for (int q = p; q < limit; q++) {
      if (isLineEnd(q)) {
        return q;
      }
      if (block[q] == '\r' && !last && q + 2 >= limit) {
        return -1;
      }
    }
    return last ? limit : -1;
  }

  /** Returns whether a line break begins at {@code p}. */
  private boolean isLineEnd(int p) {
    return block[p] == '\n' || (block[p] == '\r' && endsLine(p));
  }

  private boolean endsLine(int p) {
    return dialect.carriageReturns()
        || (p + 1 < limit && block[p + 1] == '\n')
        || (p + 2 < limit && block[p + 1] == '\r' && block[p + 2] == '\n');
  }

  /**
   * Returns the position after the line break at {@code p}; -1 if that depends on further bytes.
   */
  private int behindLineBreak(int p) {
    if (p >= limit) {
      return last ? limit : -1;
    }
    if (block[p] == '\n') {
      return p + 1;
    }
    int q = p + 1;
    while (!dialect.carriageReturns() && block[q] == '\r') {
      q++;
    }
    if (q >= limit) {
      return last ? limit : -1;
    }
    return block[q] == '\n' ? q + 1 : q;
  }

  private boolean isLastOfLineBreak(int p) {
    return block[p] == '\n'
        || (block[p] == '\r'
            && dialect.carriageReturns()
            && (p + 1 >= limit || block[p + 1] != '\n'));
  }

  private int endless(int start) {
    return fail(RejectCode.RECORD_TOO_LARGE, 0, start, ENDLESS);
  }

  @Override
  public boolean recordsAreLines() {
    return false;
  }
}
