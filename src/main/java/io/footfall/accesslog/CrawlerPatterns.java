package io.footfall.accesslog;

import io.footfall.errors.FootfallException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Recognizes crawlers by the user agent, with the patterns of crawler-user-agents. Caches the
 * results for recent agents, because a log has few of them. Not thread-safe.
 */
final class CrawlerPatterns {
  private static final String PATTERNS = "crawlers.txt";
  private static final int MOST_KEPT = 10_000;

  private final Pattern any;
  private final Map<String, Boolean> known = new HashMap<>();

  /**
   * Loads the patterns.
   *
   * @throws FootfallException if this build contains no patterns
   */
  CrawlerPatterns() {
    try (InputStream in = CrawlerPatterns.class.getResourceAsStream(PATTERNS)) {
      if (in == null) {
        throw FootfallException.usage(
            "--ignoreBots needs the patterns of crawler-user-agents, which this build lacks. Build"
                + " Footfall where npm is installed.");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      any =
          Pattern.compile(
              text.lines()
                  .filter(line -> !line.isBlank())
                  .map(line -> "(?:" + line + ")")
                  .collect(Collectors.joining("|")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean match(String agent) {
    Boolean answer = known.get(agent);
    if (answer == null) {
      if (known.size() == MOST_KEPT) {
        known.clear();
      }
      answer = any.matcher(agent).find();
      known.put(agent, answer);
    }
    return answer;
  }
}
