package io.footfall.pipelines.options;

import io.footfall.errors.FootfallException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses durations: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 2d}. */
public final class Durations {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private Durations() {}

  /** Parses the value of an option. If it is invalid, collects the problem and returns zero. */
  public static Duration parse(String option, String text, Problems problems) {
    return problems.check(() -> parse(option, text), Duration.ZERO);
  }

  /**
   * Parses the value of an option.
   *
   * @param option the name of the option, without dashes
   * @throws FootfallException if the text is not a duration
   */
  public static Duration parse(String option, String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw FootfallException.usage(
          "--%s=%s is not a duration. Use a number with ms, s, m, h or d, such as 30s."
              .formatted(option, text));
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
