package io.footfall.records;

/** Truncates text that may be too long to display. */
public final class Excerpt {
  private static final String LEFT_OUT = "...";

  private Excerpt() {}

  /**
   * Returns the text, or its first {@code longest} UTF-16 characters and an ellipsis. Never splits
   * a surrogate pair.
   *
   * @param longest maximum length
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
