package io.footfall.pipelines.insight;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Truncates text that is too long for a page and appends its length. */
final class ShortText {
  private static final int LONGEST = 1_000;

  private ShortText() {}

  static String of(@Nullable String text) {
    return of(text, LONGEST);
  }

  static List<String> all(List<String> texts) {
    return texts.stream().map(ShortText::of).toList();
  }

  static String of(@Nullable String text, int longest) {
    if (text == null) {
      return "";
    }
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end) + "\u2026 (" + text.length() + " characters)";
  }
}
