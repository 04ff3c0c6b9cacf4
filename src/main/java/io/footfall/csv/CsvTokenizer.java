package io.footfall.csv;

import io.footfall.bytes.ByteSlices;
import io.footfall.rejects.RejectCode;
import io.footfall.tokens.Fields;
import io.footfall.tokens.Tokenizer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits delimited text (RFC 4180) into records, eight bytes at a time.
 *
 * <p>RFC 4180 does not specify everything. In addition:
 *
 * <ul>
 *   <li>A field is quoted if its first byte after any blanks (spaces or tabs) is a double quote. A
 *       quote anywhere else in an unquoted field is an ordinary character.
 *   <li>LF, CRLF and CR CR LF end a record. Any other CR is an ordinary character.
 *   <li>A line that is empty, or contains only blanks and delimiters, is a blank line, which is not
 *       a record.
 *   <li>After the closing quote and any blanks, only a delimiter, a line break or the end of the
 *       source may follow. Otherwise, a record on one line is rejected as {@link
 *       RejectCode#MALFORMED_QUOTE}. For a record that spans lines, see below.
 *   <li>A record has as many fields as the header. One more field is accepted if it is empty. Fewer
 *       are accepted if only unneeded columns are missing and the record is on one line.
 *   <li>A record of more than {@code maxRecordBytes} bytes, not counting its line break, is
 *       rejected as {@link RejectCode#RECORD_TOO_LARGE}.
 * </ul>
 *
 * <p><b>Stray quotes.</b> A quoted field can span lines, so an unclosed quote could swallow the
 * following records. A record that spans lines must therefore be valid as a whole: if it does not
 * end within {@code maxRecordBytes}, if text follows a closing quote, or if the number of fields is
 * wrong, only its first line is rejected ({@link RejectCode#UNTERMINATED_QUOTE}) and the second
 * line starts a new record. At most one line is lost, unless the swallowed lines happen to form a
 * valid record.
 *
 * <p>The result depends only on the bytes from the start of the record, never on block boundaries.
 *
 * <p>Not thread-safe: use one instance per reader.
 */
public final class CsvTokenizer implements Tokenizer {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long LINE_FEEDS = ONES * '\n';

  private final byte delimiter;
  private final long delimiters;
  private final int columns;
  private final int needed;
  private final int maxRecordBytes;

  private byte[] scratch = new byte[256];
  private @Nullable RejectCode fault;
  private int faultField;
  private int faultAt;
  private boolean blank;
  private boolean ascii;
  private int lines;

  /**
   * Creates a tokenizer.
   *
   * @param delimiter byte between two fields
   * @param columns number of fields of the header; 0 accepts any number, as for the header itself
   * @param maxRecordBytes maximum record size without the line break
   */
  public CsvTokenizer(byte delimiter, int columns, int maxRecordBytes) {
    this(delimiter, columns, columns, maxRecordBytes);
  }

  /**
   * Creates a tokenizer that accepts records whose last columns are missing.
   *
   * @param delimiter the byte between two fields
   * @param columns the number of fields of the header; 0 accepts any number
   * @param needed the minimum number of fields of a record; missing fields have {@code from == -1}
   * @param maxRecordBytes the maximum record size without the line break
   */
  public CsvTokenizer(byte delimiter, int columns, int needed, int maxRecordBytes) {
    this.delimiter = delimiter;
    this.delimiters = ONES * (delimiter & 0xFF);
    this.columns = columns;
    this.needed = needed;
    this.maxRecordBytes = maxRecordBytes;
  }

  @Override
  public @Nullable RejectCode fault() {
    return fault;
  }

  @Override
  public int faultField() {
    return faultField;
  }

  @Override
  public int faultAt() {
    return faultAt;
  }

  @Override
  public boolean isBlank() {
    return blank;
  }

  @Override
  public boolean isAscii() {
    return ascii;
  }

  @Override
  public int lines() {
    return lines;
  }

  @Override
  public boolean recordsAreLines() {
    return false;
  }

  @Override
  public int next(byte[] b, int start, int limit, boolean last, Fields out) {
    b[limit] = '\n';
    fault = null;
    blank = false;
    lines = 1;
    out.bytes = b;
    if (b[start] == '\n') {
      return blankLine(start, start, limit, out);
    }
    long seen = 0;
    int p = start;
    int n = 0;
    int[] from = out.from;
    int[] to = out.to;
    final long ds = delimiters;
    for (; ; ) {
      // One comparison excludes most fields, because no blank is above a quote.
      if (b[p] <= '"' && p < limit && isQuoteAfterBlanks(b, p, limit)) {
        return quoted(b, start, p, n, limit, last, out);
      }
      int q = p;
      for (; ; ) {
        long w = (long) LONG.get(b, q);
        seen |= w;
        long d = w ^ ds;
        long l = w ^ LINE_FEEDS;
        long hit = (((d - ONES) & ~d) | ((l - ONES) & ~l)) & HIGH;
        if (hit != 0) {
          q += ByteSlices.firstMarked(hit);
          break;
        }
        q += 8;
      }
      if (n == from.length) {
        grow(out);
        from = out.from;
        to = out.to;
      }
      from[n] = p;
      if (q >= limit || b[q] == '\n') {
        return endOfLine(b, start, q, n, limit, last, (seen & HIGH) == 0, out);
      }
      to[n++] = q;
      p = q + 1;
    }
  }

  /** Ends the record after its last, unquoted field, at a line feed or at the end of the block. */
  private int endOfLine(
      byte[] b, int start, int q, int n, int limit, boolean last, boolean allAscii, Fields out) {
    if (q >= limit) {
      q = limit;
      if (!last) {
        return q - start > maxRecordBytes + 2 ? endless(start) : INCOMPLETE;
      }
    }
    int end = q;
    if (end > start && b[end - 1] == '\r' && q < limit) {
      end = beforeCarriageReturns(b, start, end);
      if (end == start) {
        return blankLine(start, q, limit, out);
      }
    }
    out.to[n] = Math.max(end, out.from[n]);
    return finish(b, start, end, Math.min(q + 1, limit), n + 1, allAscii, out);
  }

  /**
   * Returns the end of a line whose line feed follows one or two CRs, the last of them before end.
   */
  private static int beforeCarriageReturns(byte[] b, int start, int end) {
    return end - 1 > start && b[end - 2] == '\r' ? end - 2 : end - 1;
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || c == '\t';
  }

  /** Returns the position of the first byte at or after {@code p} that is not a blank. */
  private int afterBlanks(byte[] b, int p, int limit) {
    while (p < limit && isBlank(b[p]) && b[p] != delimiter) {
      p++;
    }
    return p;
  }

  private boolean isQuoteAfterBlanks(byte[] b, int p, int limit) {
    int q = afterBlanks(b, p, limit);
    return q < limit && b[q] == '"';
  }

  /** Returns whether a line contains only blanks and delimiters. */
  private boolean hasNoValue(byte[] b, int start, int end) {
    for (int p = start; p < end; p++) {
      if (!isBlank(b[p]) && b[p] != delimiter) {
        return false;
      }
    }
    return true;
  }

  private int blankLine(int start, int q, int limit, Fields out) {
    // The line feed may be the sentinel after the block. Then there is no line.
    blank = true;
    ascii = true;
    out.count = 0;
    if (start == limit) {
      lines = 0;
    }
    return Math.min(q + 1, limit);
  }

  /** Validates a complete record. {@code end} excludes the line break. */
  private int finish(byte[] b, int start, int end, int next, int n, boolean allAscii, Fields out) {
    out.count = n;
    ascii = allAscii;
    if (end - start > maxRecordBytes) {
      return lines > 1
          ? firstLineOnly(b, start)
          : fail(RejectCode.RECORD_TOO_LARGE, 0, start, next);
    }
    return n == columns || columns == 0 ? next : otherCount(b, start, end, next, n, out);
  }

  /** Handles a record with a different number of fields than the header. */
  private int otherCount(byte[] b, int start, int end, int next, int n, Fields out) {
    if (lines > 1) {
      return firstLineOnly(b, start);
    }
    if (hasNoValue(b, start, end)) {
      blank = true;
      out.count = 0;
      return next;
    }
    if (n < columns && n >= needed) {
      while (out.from.length < columns) {
        grow(out);
      }
      Arrays.fill(out.from, n, columns, -1);
      out.count = columns;
      return next;
    }
    return fail(
        n < columns ? RejectCode.TOO_FEW_FIELDS : RejectCode.TOO_MANY_FIELDS, n, start, next);
  }

  /** Continues with the quoted field at {@code p}, field number {@code n} of the record. */
  private int quoted(byte[] b, int start, int p, int n, int limit, boolean last, Fields out) {
    boolean escapes = false;
    boolean allAscii = true;
    for (int i = start; i < p; i++) {
      allAscii &= b[i] >= 0;
    }
    for (; ; ) {
      if (n == out.from.length) {
        grow(out);
      }
      if (n > columns && columns != 0 && lines > 1) {
        return firstLineOnly(b, start);
      }
      int q = afterBlanks(b, p, limit);
      if (q < limit && b[q] == '"') {
        p = q;
        q = p + 1;
        for (; ; ) {
          while (q < limit && b[q] != '"') {
            long w = (long) LONG.get(b, q);
            long x = w ^ (ONES * '"');
            long l = w ^ LINE_FEEDS;
            long hit = (((x - ONES) & ~x) | ((l - ONES) & ~l)) & HIGH;
            allAscii &= (w & HIGH) == 0;
            if (hit == 0) {
              q += 8;
              continue;
            }
            q += ByteSlices.firstMarked(hit);
            if (q < limit && b[q] == '\n') {
              lines++;
              q++;
            }
          }
          if (q >= limit) {
            return openAtEnd(b, start, p, n, limit, last);
          }
          if (q + 1 >= limit) {
            if (!last) {
              return decideLater(b, start, limit);
            }
            break;
          }
          if (b[q + 1] != '"') {
            break;
          }
          escapes = true;
          q += 2;
        }
        out.from[n] = p + 1;
        out.to[n] = q;
        n++;
        q = afterBlanks(b, q + 1, limit);
        int lineBreak = q;
        while (lineBreak < limit && b[lineBreak] == '\r' && lineBreak < q + 2) {
          lineBreak++;
        }
        if (lineBreak >= limit && !last) {
          return decideLater(b, start, limit);
        }
        boolean isEnd = lineBreak < limit ? b[lineBreak] == '\n' : lineBreak == q;
        if (isEnd) {
          int next = Math.min(limit, lineBreak + 1);
          return unescaped(
              b,
              start,
              q,
              finish(b, start, Math.min(q, limit), next, n, allAscii, out),
              escapes,
              out);
        }
        if (b[q] != delimiter) {
          if (lines > 1) {
            return firstLineOnly(b, start);
          }
          return malformed(b, start, q, n - 1, limit, last);
        }
        p = q + 1;
      } else {
        q = p;
        while (q < limit && b[q] != delimiter && b[q] != '\n') {
          allAscii &= b[q] >= 0;
          q++;
        }
        out.from[n] = p;
        if (q >= limit || b[q] == '\n') {
          if (q >= limit && !last) {
            return decideLater(b, start, limit);
          }
          int end = q < limit && q > p && b[q - 1] == '\r' ? beforeCarriageReturns(b, p, q) : q;
          out.to[n] = end;
          int next = finish(b, start, end, Math.min(q + 1, limit), n + 1, allAscii, out);
          return unescaped(b, start, end, next, escapes, out);
        }
        out.to[n++] = q;
        p = q + 1;
      }
    }
  }

  /**
   * Handles the quoted field {@code n}, opened at {@code p}, that is still open at the end of the
   * block.
   */
  private int openAtEnd(byte[] b, int start, int p, int n, int limit, boolean last) {
    if (!last && limit - start <= maxRecordBytes + 2) {
      return INCOMPLETE;
    }
    if (lines > 1) {
      return firstLineOnly(b, start);
    }
    return last && limit - start <= maxRecordBytes
        ? fail(RejectCode.UNTERMINATED_QUOTE, n, p, limit)
        : last ? fail(RejectCode.RECORD_TOO_LARGE, 0, start, limit) : endless(start);
  }

  /** Requests more bytes, unless the record is already too large. */
  private int decideLater(byte[] b, int start, int limit) {
    if (limit - start <= maxRecordBytes + 2) {
      return INCOMPLETE;
    }
    return lines > 1 ? firstLineOnly(b, start) : endless(start);
  }

  private int endless(int start) {
    return fail(RejectCode.RECORD_TOO_LARGE, 0, start, ENDLESS);
  }

  /** Rejects a single-line record with text after a closing quote. */
  private int malformed(byte[] b, int start, int q, int field, int limit, boolean last) {
    int lineFeed = q;
    while (lineFeed < limit && b[lineFeed] != '\n') {
      lineFeed++;
    }
    if (lineFeed >= limit && !last) {
      return limit - start > maxRecordBytes + 2 ? endless(start) : INCOMPLETE;
    }
    int end =
        lineFeed < limit && b[lineFeed - 1] == '\r'
            ? beforeCarriageReturns(b, start, lineFeed)
            : lineFeed;
    int next = Math.min(lineFeed + 1, limit);
    return end - start > maxRecordBytes
        ? fail(RejectCode.RECORD_TOO_LARGE, 0, start, next)
        : fail(RejectCode.MALFORMED_QUOTE, field, q, next);
  }

  /** Rejects the first line of an invalid multi-line record; the second line is read again. */
  private int firstLineOnly(byte[] b, int start) {
    int p = start;
    while (b[p] != '\n') {
      p++;
    }
    int end = p > start && b[p - 1] == '\r' ? beforeCarriageReturns(b, start, p) : p;
    lines = 1;
    return fail(
        end - start > maxRecordBytes ? RejectCode.RECORD_TOO_LARGE : RejectCode.UNTERMINATED_QUOTE,
        0,
        start,
        p + 1);
  }

  private int fail(RejectCode code, int field, int at, int next) {
    fault = code;
    faultField = field;
    faultAt = at;
    return next;
  }

  /**
   * Replaces doubled quotes with single ones, in a copy because rejects need the original bytes.
   */
  private int unescaped(byte[] b, int start, int end, int next, boolean escapes, Fields out) {
    if (!escapes || fault != null) {
      return next;
    }
    int need = end - start + Fields.SLACK;
    if (scratch.length < need) {
      scratch = new byte[Math.max(need, scratch.length * 2)];
    }
    int w = 0;
    for (int i = 0; i < out.count; i++) {
      int s = out.from[i];
      int e = out.to[i];
      if (s < 0) {
        continue;
      }
      out.from[i] = w;
      boolean wasQuoted = s > start && b[s - 1] == '"' && e < b.length && b[e] == '"';
      for (int p = s; p < e; p++) {
        byte c = b[p];
        scratch[w++] = c;
        if (c == '"' && wasQuoted) {
          p++;
        }
      }
      out.to[i] = w;
    }
    out.bytes = scratch;
    return next;
  }

  private static void grow(Fields out) {
    out.from = Arrays.copyOf(out.from, out.from.length * 2);
    out.to = Arrays.copyOf(out.to, out.to.length * 2);
  }
}
