package io.footfall.pipelines.replay;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.footfall.errors.FootfallException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A change to the text of a record before it is replayed, as in sed: {@code s/REGEX/REPLACEMENT/},
 * followed by {@code g} to replace all matches, with any other character in place of the slash. The
 * expression has the syntax of RE2, which matches in time linear in the length of the record. The
 * replacement may refer to groups, such as {@code $1}.
 *
 * @param pattern the expression
 * @param replacement the replacement
 * @param everywhere whether all matches are replaced, not only the first
 */
public record Fix(Pattern pattern, String replacement, boolean everywhere) {
  /** A change that matches nothing. */
  public static final Fix NONE = new Fix(Pattern.compile("[^\\x00-\\x{10FFFF}]"), "", false);

  private static final int PARTS = 4;

  /**
   * Parses a change.
   *
   * @throws FootfallException if the text is not such a change
   */
  public static Fix parse(String text) {
    List<String> parts = text.length() < 2 ? List.of() : split(text, text.charAt(1));
    if (parts.size() != PARTS
        || !parts.get(0).equals("s")
        || !(parts.get(3).isEmpty() || parts.get(3).equals("g"))) {
      throw refused(text, "expected s/REGEX/REPLACEMENT/ or s/REGEX/REPLACEMENT/g");
    }
    try {
      Fix fix = new Fix(Pattern.compile(parts.get(1)), parts.get(2), parts.get(3).equals("g"));
      // Detects references to missing groups, whatever the expression matches.
      Pattern.compile(parts.get(1) + "|").matcher("").replaceFirst(parts.get(2));
      return fix;
    } catch (PatternSyntaxException e) {
      throw refused(
          text,
          "invalid expression: "
              + e.getDescription()
              + ". Use the syntax of RE2, which has no lookaround and no backreferences");
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw refused(text, "invalid replacement: " + e.getMessage());
    }
  }

  /** Splits at a character, except after a backslash, which is removed. */
  private static List<String> split(String text, char at) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == at) {
        part.append(at);
        i++;
      } else if (c == at) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }

  private static FootfallException refused(String text, String why) {
    return FootfallException.usage("--fix=" + text + ": " + why + ".");
  }

  /** Returns the changed record. Bytes that are not UTF-8 stay as they are. */
  public byte[] apply(byte[] record) {
    Charset charset = StandardCharsets.UTF_8;
    String text;
    try {
      text = charset.newDecoder().decode(ByteBuffer.wrap(record)).toString();
    } catch (CharacterCodingException e) {
      charset = StandardCharsets.ISO_8859_1;
      text = new String(record, charset);
    }
    String fixed =
        everywhere
            ? pattern.matcher(text).replaceAll(replacement)
            : pattern.matcher(text).replaceFirst(replacement);
    return fixed.equals(text) ? record : fixed.getBytes(charset);
  }
}
