package io.footfall.pipelines.console;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Limits on rejected records.
 *
 * @param records the largest number; null for no limit
 * @param ratio the largest share of the records; null for no limit
 */
public record RejectLimits(@Nullable Long records, @Nullable Double ratio) {

  /** Returns the option that is exceeded, as typed; empty if none is. */
  public Optional<String> exceeded(long rejected, long read) {
    if (records != null && rejected > records) {
      return Optional.of("--maxRejects=" + records);
    }
    return ratio != null && rejected > ratio * read
        ? Optional.of("--maxRejectRatio=" + ratio)
        : Optional.empty();
  }
}
