package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import java.time.Duration;
import java.util.Optional;

/** Whether a stream has checkpoints: without them a failure loses what was read. */
final class Checkpoints implements Check {
  private static final Duration LONG = Duration.ofMinutes(10);

  @Override
  public String subject() {
    return "checkpoints";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    if (plan.stream().isEmpty()) {
      return Optional.empty();
    }
    if (!plan.isOnFlink()) {
      return Finding.warning(
          "the "
              + plan.option("runner").orElse("runner")
              + " is not tested with streams, and what is guaranteed is so for Flink only; leave"
              + " --runner out.");
    }
    String interval = plan.option("checkpointingInterval").orElse("");
    if (!interval.matches("0*[1-9]\\d{0,17}")) {
      return Finding.refused(
          Kind.USAGE,
          "--checkpointingInterval="
              + interval
              + " switches checkpoints off, and nothing would be exact after a failure; expected"
              + " milliseconds, such as 10000.");
    }
    Duration every = Duration.ofMillis(Long.parseLong(interval));
    return every.compareTo(LONG) > 0
        ? Finding.warning(
            "one every "
                + Lengths.tell(every)
                + ": rejects are written only then, and a failure goes back as far; expected at"
                + " most "
                + Lengths.tell(LONG)
                + ". --checkpointingInterval says it, in milliseconds.")
        : Finding.ok("one every " + Lengths.tell(every));
  }
}
