package io.footfall.json;

import io.footfall.bytes.ByteSlices;
import io.footfall.bytes.Utf8;
import io.footfall.tokens.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Finds the values of an object as programs write it: flat, without escapes and exponents, with the
 * members of each object in the same order. It gives up on anything else, valid or not, which
 * {@link JsonTokenizer} then reads with a complete parser; in input that the scanner accepts, both
 * find the same values. It copies no values and, while the members stay the same, creates no
 * objects: a run over 2,000,000 lines takes 40 % less CPU time. The text between two values is
 * compared with that of the previous object, eight bytes at a time, and examined only if it
 * differs.
 *
 * <p>Not thread-safe.
 */
final class FlatObjectScanner {
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long FIRST_PRINTABLE = ONES * ' ';
  private static final long ZEROS = ONES * '0';
  private static final long DIGIT_LIMITS = ONES * (0x7F - 9);
  private static final int MOST_MEMBERS = 64;
  private static final int LONGEST_NAME = 256;
  private static final int NOT_SELECTED = -1;
  private static final int GIVEN_UP = -1;

  /** Matches no text before a value. */
  private static final long[] UNKNOWN = {0};

  private final Map<String, Integer> columnsByName;
  private final int columnCount;

  /** The members of the last object, in order; the next object most likely has the same ones. */
  private final Member[] members = new Member[MOST_MEMBERS];

  /** The columns that the last object filled, a bit for each. */
  private long lastFilled = -1;

  /** The columns that the last object did not fill. */
  private int[] absent = {};

  private boolean ascii;
  private boolean oneLine;

  /** A member of the last object. */
  private static final class Member {
    private byte[] name = {};
    private int column;

    /** The number of bytes before the value, starting with the brace or comma; 0 if unknown. */
    private int separatorBytes;

    /** These bytes, as words of eight; {@link #lastMask} selects those of the last word. */
    private long[] separator = UNKNOWN;

    private long lastMask = -1;
  }

  /** Creates a scanner for the members that {@link JsonTokenizer} selects. */
  FlatObjectScanner(Map<String, Integer> columnsByName, int columnCount) {
    this.columnsByName = columnsByName;
    this.columnCount = columnCount;
    Arrays.setAll(members, member -> new Member());
  }

  /**
   * Finds the values in one record.
   *
   * @param out receives one field per column, in {@code b}; undefined if the scanner gives up
   * @return whether the scanner accepted the record
   */
  boolean scan(byte[] b, int start, int to, Fields out) {
    oneLine = false;
    int end = scanObject(b, start, to, out);
    return end >= 0 && afterWhitespace(b, end, to) == to;
  }

  /**
   * Finds the values in the object on a line, without knowing where the line ends.
   *
   * @param limit the end of the data in {@code b}
   * @param last whether the source ends there
   * @param out as for {@link #scan}
   * @return the position after the line break, or {@link #GIVEN_UP}
   */
  int scanLine(byte[] b, int start, int limit, boolean last, Fields out) {
    oneLine = true;
    int p = scanObject(b, start, limit, out);
    if (p < 0) {
      return GIVEN_UP;
    }
    if (p < limit && b[p] != '\n') {
      p = afterWhitespace(b, p, limit);
    }
    if (p < limit) {
      return b[p] == '\n' ? p + 1 : GIVEN_UP;
    }
    return last ? p : GIVEN_UP;
  }

  /** Returns the position after the object, or {@link #GIVEN_UP}. */
  private int scanObject(byte[] b, int start, int to, Fields out) {
    // The slices need slack after them, and so do the searches.
    if (to + Fields.SLACK > b.length || columnCount > Long.SIZE) {
      return GIVEN_UP;
    }
    if (out.from.length < columnCount) {
      out.from = new int[columnCount];
      out.to = new int[columnCount];
    }
    ascii = true;
    int end = scanMembers(b, start, to, out);
    if (end < 0 || (!ascii && Utf8.firstInvalid(b, start, end) >= 0)) {
      return GIVEN_UP;
    }
    out.bytes = b;
    out.count = columnCount;
    return end;
  }

  /**
   * The hot loop. It is one method, because C1, the only compiler that most inputs reach, would
   * call its parts for each value.
   */
  private int scanMembers(byte[] b, int start, int to, Fields out) {
    int p = start < to && b[start] == '{' ? start : afterWhitespace(b, start, to);
    if (p >= to || b[p] != '{') {
      return GIVEN_UP;
    }
    int[] valuesFrom = out.from;
    int[] valuesTo = out.to;
    long filled = 0; // A bit for each column.
    for (int m = 0; m < MOST_MEMBERS; m++) {
      Member member = members[m];
      int from = p + member.separatorBytes;
      boolean isExpected = false;
      if (from < to) {
        long[] separator = member.separator;
        int last = separator.length - 1;
        int q = p;
        int i = 0;
        while (i < last && ByteSlices.longAt(b, q) == separator[i]) {
          q += 8;
          i++;
        }
        isExpected = i == last && ((ByteSlices.longAt(b, q) ^ separator[i]) & member.lastMask) == 0;
      }
      if (!isExpected) {
        from = scanSeparator(b, p, to, member);
        if (from < 0) {
          return GIVEN_UP;
        }
      }
      int end;
      if (b[from] == '"') {
        end = ++from;
        long hit;
        for (; ; ) {
          if (end >= to) {
            return GIVEN_UP;
          }
          // Marks the same bytes as endOfString(), and also bytes that are not ASCII, which takes
          // fewer operations. The slack has room for two words per check.
          long w = ByteSlices.longAt(b, end);
          hit =
              (((w ^ QUOTES) - ONES) | ((w ^ BACKSLASHES) - ONES) | (w - FIRST_PRINTABLE))
                  & HIGH_BITS;
          if (hit != 0) {
            break;
          }
          end += 8;
          w = ByteSlices.longAt(b, end);
          hit =
              (((w ^ QUOTES) - ONES) | ((w ^ BACKSLASHES) - ONES) | (w - FIRST_PRINTABLE))
                  & HIGH_BITS;
          if (hit != 0) {
            break;
          }
          end += 8;
        }
        end += ByteSlices.firstMarked(hit);
        if (end >= to) {
          return GIVEN_UP;
        }
        if (b[end] != '"') {
          end = b[end] < 0 ? endOfString(b, end, to) : GIVEN_UP;
          if (end < 0) {
            return GIVEN_UP;
          }
        }
        p = end + 1;
      } else {
        end = b[from] <= '9' ? endOfNumber(b, from, to) : endOfWord(b, from, to);
        if (end < 0) {
          return GIVEN_UP;
        }
        p = end;
        if (b[from] == 'n') {
          from = -1; // Null is a missing field, like an absent member.
          end = -1;
        }
      }
      int column = member.column;
      if (column >= 0) {
        long bit = 1L << column;
        if ((filled & bit) != 0) {
          return GIVEN_UP;
        }
        filled |= bit;
        valuesFrom[column] = from;
        valuesTo[column] = end;
      }
      if (p >= to) {
        return GIVEN_UP;
      }
      byte next = b[p];
      if (next <= ' ') {
        p = afterWhitespace(b, p, to);
        if (p >= to) {
          return GIVEN_UP;
        }
        next = b[p];
      }
      if (next != ',') {
        if (filled != lastFilled) {
          findAbsent(filled);
        }
        for (int none : absent) {
          valuesFrom[none] = -1;
          valuesTo[none] = -1;
        }
        return next == '}' ? p + 1 : GIVEN_UP;
      }
    }
    return GIVEN_UP;
  }

  /** Finds the columns that no member fills. */
  private void findAbsent(long filled) {
    lastFilled = filled;
    absent =
        IntStream.range(0, columnCount).filter(column -> (filled >>> column & 1) == 0).toArray();
  }

  /**
   * Reads and remembers the text before the value of a member: a brace or comma at {@code from},
   * the name, and a colon.
   *
   * @return the position of the value, or {@link #GIVEN_UP}
   */
  private int scanSeparator(byte[] b, int from, int to, Member member) {
    member.separatorBytes = 0;
    member.separator = UNKNOWN;
    member.lastMask = -1;
    int p = afterWhitespace(b, from + 1, to);
    if (p >= to || b[p] != '"') {
      return GIVEN_UP;
    }
    boolean asciiBefore = ascii;
    ascii = true;
    int nameEnd = endOfString(b, p + 1, to);
    boolean asciiName = ascii;
    ascii &= asciiBefore;
    if (nameEnd < 0 || nameEnd - p > LONGEST_NAME) {
      return GIVEN_UP;
    }
    setName(member, b, p + 1, nameEnd);
    p = afterWhitespace(b, nameEnd + 1, to);
    if (p >= to || b[p] != ':') {
      return GIVEN_UP;
    }
    p = afterWhitespace(b, p + 1, to);
    if (p >= to) {
      return GIVEN_UP;
    }
    // Other separators are examined each time: scanLine must not accept a line break, and a name
    // that is not ASCII may be invalid UTF-8.
    if (oneLine && asciiName && p - from <= LONGEST_NAME) {
      int last = (p - from - 1) >>> 3;
      long[] words = new long[last + 1];
      for (int i = 0; i <= last; i++) {
        words[i] = ByteSlices.longAt(b, from + 8 * i);
      }
      member.separator = words;
      member.lastMask = -1L >>> (64 - (p - from - 8 * last) * 8);
      member.separatorBytes = p - from;
    }
    return p;
  }

  /** Returns the position of the quote that ends a string, or {@link #GIVEN_UP}. */
  private int endOfString(byte[] b, int from, int to) {
    long seen = 0;
    for (int p = from; p < to; p += 8) {
      long w = ByteSlices.longAt(b, p);
      long quote = w ^ QUOTES;
      long backslash = w ^ BACKSLASHES;
      // Marks quotes, backslashes and control characters. Only the lowest mark is reliable, as in
      // ByteSlices.indexOf.
      long hit =
          (((quote - ONES) & ~quote)
                  | ((backslash - ONES) & ~backslash)
                  | ((w - FIRST_PRINTABLE) & ~w))
              & HIGH_BITS;
      if (hit != 0) {
        int at = ByteSlices.firstMarked(hit);
        seen |= at == 0 ? 0 : w << (64 - 8 * at);
        ascii &= (seen & HIGH_BITS) == 0;
        return p + at < to && b[p + at] == '"' ? p + at : GIVEN_UP;
      }
      seen |= w;
    }
    return GIVEN_UP;
  }

  /** Returns the end of a number without an exponent, or {@link #GIVEN_UP}. */
  private static int endOfNumber(byte[] b, int from, int to) {
    // Most numbers have less than eight characters and no sign.
    long x = ByteSlices.longAt(b, from) ^ ZEROS;
    long others = (((x & ~HIGH_BITS) + DIGIT_LIMITS) | x) & HIGH_BITS;
    if (others != 0) {
      int digits = ByteSlices.firstMarked(others);
      int end = from + digits;
      if (digits > 0 && (digits == 1 || (x & 0xFF) != 0) && end < to) {
        if (b[end] != '.') {
          return end;
        }
        others &= others - 1;
        if (others != 0) {
          int decimalsEnd = from + ByteSlices.firstMarked(others);
          if (decimalsEnd > end + 1 && decimalsEnd < to) {
            return decimalsEnd;
          }
        }
      }
    }
    return endOfAnyNumber(b, from, to);
  }

  private static int endOfAnyNumber(byte[] b, int from, int to) {
    int p = b[from] == '-' ? from + 1 : from;
    int digits = p;
    while (p < to && isDigit(b[p])) {
      p++;
    }
    if (p == digits || (b[digits] == '0' && p > digits + 1)) {
      return GIVEN_UP;
    }
    if (p < to && b[p] == '.') {
      int decimals = ++p;
      while (p < to && isDigit(b[p])) {
        p++;
      }
      if (p == decimals) {
        return GIVEN_UP;
      }
    }
    return p;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  /** Returns the end of {@code true}, {@code false} or {@code null}, or {@link #GIVEN_UP}. */
  private static int endOfWord(byte[] b, int from, int to) {
    String word =
        switch (b[from]) {
          case 't' -> "true";
          case 'f' -> "false";
          default -> "null";
        };
    int end = from + word.length();
    if (end > to) {
      return GIVEN_UP;
    }
    for (int i = 0; i < word.length(); i++) {
      if (b[from + i] != word.charAt(i)) {
        return GIVEN_UP;
      }
    }
    return end;
  }

  private int afterWhitespace(byte[] b, int p, int to) {
    while (p < to
        && b[p] <= ' '
        && JsonTokenizer.isWhitespace(b[p])
        && !(oneLine && b[p] == '\n')) {
      p++;
    }
    return p;
  }

  private void setName(Member member, byte[] b, int from, int to) {
    byte[] name = member.name;
    if (name.length == 0 || !Arrays.equals(name, 0, name.length, b, from, to)) {
      String text = new String(b, from, to - from, StandardCharsets.UTF_8);
      member.name = Arrays.copyOfRange(b, from, to);
      member.column = columnsByName.getOrDefault(text, NOT_SELECTED);
    }
  }
}
