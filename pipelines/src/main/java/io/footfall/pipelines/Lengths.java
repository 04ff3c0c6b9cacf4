package io.footfall.pipelines;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lengths of time as options have them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code
 * 2d}.
 */
final class Lengths {
  private static final Pattern LENGTH = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private Lengths() {}

  /**
   * The length of a text.
   *
   * @throws FootfallException if it is none
   */
  static Duration parse(String option, String text) {
    Matcher parts = LENGTH.matcher(text);
    if (!parts.matches()) {
      throw new FootfallException(
          Kind.USAGE,
          "--"
              + option
              + "="
              + text
              + " is no length of time; expected a number and ms, s, m, h or d, such as 30s.");
    }
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
