package io.footfall.stream;

import io.footfall.source.InputFiles.InputFile;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks files that are not read because every poll sees a change. A file that never stops changing
 * is never read, and holds back its windows.
 *
 * <p>Not part of a checkpoint: a restored job starts measuring again. Not thread-safe.
 */
final class UnfinishedFiles {
  /** Time after which the log names the file. */
  static final Duration REPORTED_AFTER = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(UnfinishedFiles.class);

  private final Map<String, Long> since = new HashMap<>();
  private long lastPoll;

  /** Records the files that a poll saw changing; all others are complete or deleted. */
  void found(List<InputFile> changing, long now) {
    Map<String, Long> before = new HashMap<>(since);
    since.clear();
    for (InputFile file : changing) {
      long first = before.getOrDefault(file.name(), now);
      since.put(file.name(), first);
      if (lastPoll - first < REPORTED_AFTER.toMillis()
          && now - first >= REPORTED_AFTER.toMillis()) {
        LOG.warn(
            "{} has been changing for {} minutes. It is read after two consecutive polls see the"
                + " same size and time; until then, its windows stay open.",
            file.name(),
            Duration.ofMillis(now - first).toMinutes());
      }
    }
    lastPoll = now;
  }

  boolean isEmpty() {
    return since.isEmpty();
  }

  /** Returns how long the longest-changing file has been changing, or 0. */
  long longestMillis(long now) {
    return since.values().stream().mapToLong(first -> now - first).max().orElse(0);
  }
}
