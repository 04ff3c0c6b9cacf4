package io.footfall.pipelines.console;

import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Text for a terminal: nothing in it moves the cursor, and its width is known. Also formats paths,
 * sizes and durations for people.
 */
public final class TerminalText {
  private static final long SECONDS_IN_A_MINUTE = 60;
  private static final String LEFT_OUT = "...";

  /** The blocks whose characters take two columns (Unicode's East Asian Wide and Fullwidth). */
  private static final int[][] WIDE = {
    {0x1100, 0x115F},
    {0x231A, 0x231B},
    {0x2329, 0x232A},
    {0x23E9, 0x23EC},
    {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},
    {0x25FD, 0x25FE},
    {0x2614, 0x2615},
    {0x2648, 0x2653},
    {0x267F, 0x267F},
    {0x2693, 0x2693},
    {0x26A1, 0x26A1},
    {0x26AA, 0x26AB},
    {0x26BD, 0x26BE},
    {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},
    {0x26D4, 0x26D4},
    {0x26EA, 0x26EA},
    {0x26F2, 0x26F3},
    {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},
    {0x26FD, 0x26FD},
    {0x2705, 0x2705},
    {0x270A, 0x270B},
    {0x2728, 0x2728},
    {0x274C, 0x274C},
    {0x274E, 0x274E},
    {0x2753, 0x2755},
    {0x2757, 0x2757},
    {0x2795, 0x2797},
    {0x27B0, 0x27B0},
    {0x27BF, 0x27BF},
    {0x2B1B, 0x2B1C},
    {0x2B50, 0x2B50},
    {0x2B55, 0x2B55},
    {0x2E80, 0x303E},
    {0x3041, 0xA4CF},
    {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE10, 0xFE19},
    {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x16FE0, 0x18CFF},
    {0x1AFF0, 0x1B2FF},
    {0x1F004, 0x1F004},
    {0x1F0CF, 0x1F0CF},
    {0x1F18E, 0x1F18E},
    {0x1F191, 0x1F19A},
    {0x1F200, 0x1F320},
    {0x1F32D, 0x1F64F},
    {0x1F680, 0x1F6FC},
    {0x1F7E0, 0x1F7F0},
    {0x1F90C, 0x1FAF8},
    {0x20000, 0x3FFFD},
  };

  private TerminalText() {}

  /**
   * Returns the text with every invisible or controlling character written as an escape: {@code
   * \n}, <code>&#92;u202e</code>.
   */
  public static String printable(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (isUnseen(c)) {
        if (out == null) {
          out = new StringBuilder(text.substring(0, i));
        }
        switch (c) {
          case '\n' -> out.append("\\n");
          case '\r' -> out.append("\\r");
          case '\t' -> out.append("\\t");
          default -> out.append(String.format(c > 0xFFFF ? "\\u{%x}" : "\\u%04x", c));
        }
      } else if (out != null) {
        out.appendCodePoint(c);
      }
      i = next;
    }
    return out == null ? text : out.toString();
  }

  /** Returns a number of things, such as "1 file" or "1,200 files". */
  public static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /** Returns a subject and its verb, such as "1 of 4 records was". */
  public static String partOf(long part, long all, String noun) {
    return String.format(
        Locale.ROOT, "%,d of %s %s", part, count(all, noun), part == 1 ? "was" : "were");
  }

  /** Escapes each line of a text, and keeps the line breaks. */
  public static String printableLines(String text) {
    return text.lines().map(TerminalText::printable).collect(Collectors.joining("\n"));
  }

  private static boolean isUnseen(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  /** Returns the width of printable text in columns. */
  public static int width(String text) {
    return text.codePoints().map(TerminalText::width).sum();
  }

  private static int width(int c) {
    if (c < WIDE[0][0]) {
      return c >= 0x300 && isCombining(c) ? 0 : 1;
    }
    int low = 0;
    int high = WIDE.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (c > WIDE[middle][1]) {
        low = middle + 1;
      } else if (c < WIDE[middle][0]) {
        high = middle - 1;
      } else {
        return 2;
      }
    }
    return isCombining(c) ? 0 : 1;
  }

  private static boolean isCombining(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  /**
   * Fits printable text into {@code columns} columns. The middle of longer text is left out, since
   * both ends of a URL matter most.
   */
  public static String fit(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    int room = columns - LEFT_OUT.length();
    if (room < 2) {
      return LEFT_OUT.substring(0, Math.max(0, Math.min(columns, LEFT_OUT.length())));
    }
    int[] characters = text.codePoints().toArray();
    int head = 0;
    int headWidth = 0;
    while (headWidth + width(characters[head]) <= (room + 1) / 2) {
      headWidth += width(characters[head++]);
    }
    int tail = characters.length;
    int tailWidth = 0;
    while (headWidth + tailWidth + width(characters[tail - 1]) <= room) {
      tailWidth += width(characters[--tail]);
    }
    return new String(characters, 0, head)
        + LEFT_OUT
        + new String(characters, tail, characters.length - tail);
  }

  /** Returns a path as a person in the current directory would write it. */
  public static String near(String path) {
    if (path.equals("-")) {
      return "standard input";
    }
    String here = Path.of("").toAbsolutePath() + "/";
    return path.startsWith(here) && path.length() > here.length()
        ? path.substring(here.length())
        : path;
  }

  /** Returns a number of seconds for a person, such as {@code 3 min 20 s}. */
  public static String time(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 2 * SECONDS_IN_A_MINUTE) {
      return whole + " s";
    }
    return whole / SECONDS_IN_A_MINUTE + " min " + whole % SECONDS_IN_A_MINUTE + " s";
  }

  /** Returns a number of bytes for a person, such as {@code 1.5 MB}. */
  public static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes == 1 ? "1 byte" : bytes + " bytes";
    }
    double value = bytes;
    String unit = "";
    for (String next : new String[] {"kB", "MB", "GB", "TB"}) {
      if (value < 999.95) {
        break;
      }
      value /= 1_000;
      unit = next;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, unit);
  }
}
