package io.footfall.pipelines.doctor;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether windows come to an end. One that does not is never final, and is kept in the state for
 * ever. A window ends when the watermark passes its end and the allowed lateness; so it does not
 * where a silent shard holds the watermark for ever ({@code --idleAfter=0s}), and hardly does where
 * the lengths are such that nobody will see it.
 */
final class WindowsEnd implements Check {
  private static final Duration A_YEAR = Duration.ofDays(366);
  private static final Duration A_DAY = Duration.ofDays(1);

  @Override
  public String subject() {
    return "windows";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    if (plan.stream().isEmpty()) {
      return Optional.empty();
    }
    StreamPlan stream = plan.stream().get();
    Duration open = stream.window().plus(stream.allowedLateness());
    if (open.compareTo(A_YEAR) > 0) {
      return Finding.warning(
          "each stays open for "
              + Lengths.tell(open)
              + ", and in the state of the job; expected at most "
              + Lengths.tell(A_YEAR)
              + ". --window and --allowedLateness say it.");
    }
    if (stream.idleAfter().isZero() && !stream.hasEnd()) {
      return Finding.warning(
          "one shard from which nothing comes any more holds all windows for ever; expected"
              + " --idleAfter of more than 0s.");
    }
    if (stream.idleAfter().compareTo(A_DAY) > 0 && !stream.hasEnd()) {
      return Finding.warning(
          "one shard from which nothing comes holds all windows for "
              + Lengths.tell(stream.idleAfter())
              + "; expected --idleAfter of at most "
              + Lengths.tell(A_DAY)
              + ".");
    }
    return Finding.ok(
        "of "
            + Lengths.tell(stream.window())
            + ", final "
            + Lengths.tell(stream.allowedLateness())
            + " after their end, or "
            + Lengths.tell(stream.allowedLateness().plus(stream.idleAfter()))
            + " where shards are silent");
  }
}
