package io.footfall.records;

/** The start of a text that may be far too long to be read by a person. */
public final class Excerpt {
  private static final String LEFT_OUT = "...";

  private Excerpt() {}

  /**
   * The text itself, or if it is longer than {@code longest} its start, with an ellipsis behind it.
   * A surrogate pair is never cut in two.
   *
   * @param longest how much of the text is shown at most, in characters of UTF-16
   */
  public static String of(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    boolean inPair =
        longest > 0
            && Character.isHighSurrogate(text.charAt(longest - 1))
            && Character.isLowSurrogate(text.charAt(longest));
    return text.substring(0, inPair ? longest - 1 : longest) + LEFT_OUT;
  }
}
