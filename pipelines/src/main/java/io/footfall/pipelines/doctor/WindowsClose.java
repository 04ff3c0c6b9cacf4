package io.footfall.pipelines.doctor;

import java.time.Duration;
import java.util.Optional;

/**
 * Checks that windows close. A window closes when the watermark passes its end plus the allowed
 * lateness. A silent shard can hold back the watermark indefinitely ({@code --idleAfter=0s}). Such
 * a window never becomes final and stays in the state.
 */
final class WindowsClose implements Check {
  private static final Duration A_YEAR = Duration.ofDays(366);
  private static final Duration A_DAY = Duration.ofDays(1);

  @Override
  public String subject() {
    return "windows";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    if (plan.stream().isEmpty()) {
      return Optional.empty();
    }
    StreamPlan stream = plan.stream().get();
    Duration open = stream.window().plus(stream.allowedLateness());
    if (open.compareTo(A_YEAR) > 0) {
      return Finding.warning(
          ("each window stays open, and in the state of the job, for %s. Set --window and"
                  + " --allowedLateness to at most %s in total.")
              .formatted(OptionDuration.format(open), OptionDuration.format(A_YEAR)));
    }
    if (stream.idleAfter().isZero() && !stream.hasEnd()) {
      return Finding.warning(
          "a silent shard holds all windows open indefinitely. Set"
              + " --idleAfter to more than 0s.");
    }
    if (stream.idleAfter().compareTo(A_DAY) > 0 && !stream.hasEnd()) {
      return Finding.warning(
          "a silent shard holds all windows open for %s. Set --idleAfter to at most %s."
              .formatted(OptionDuration.format(stream.idleAfter()), OptionDuration.format(A_DAY)));
    }
    return Finding.ok(
        "length %s, final %s after the end, or %s with silent shards"
            .formatted(
                OptionDuration.format(stream.window()),
                OptionDuration.format(stream.allowedLateness()),
                OptionDuration.format(stream.allowedLateness().plus(stream.idleAfter()))));
  }
}
