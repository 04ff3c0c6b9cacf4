package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import java.time.Duration;
import java.util.Optional;

/** Checks that a stream has checkpoints, without which a failure loses records. */
final class Checkpoints implements Check {
  private static final Duration LONG = Duration.ofMinutes(10);

  @Override
  public String subject() {
    return "checkpoints";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    if (plan.stream().isEmpty()) {
      return Optional.empty();
    }
    if (!plan.isOnFlink()) {
      return Finding.warning(
          ("the %s is not tested with streams, and the guarantees apply to Flink only."
                  + " Omit --runner.")
              .formatted(plan.option("runner").orElse("runner")));
    }
    String interval = plan.option("checkpointingInterval").orElse("");
    if (!interval.matches("0*[1-9]\\d{0,17}")) {
      return Finding.refused(
          Kind.USAGE,
          ("--checkpointingInterval=%s is not a positive number of milliseconds. Without"
                  + " checkpoints, results would be wrong after a failure. Set it to 10000, for"
                  + " example.")
              .formatted(interval));
    }
    Duration every = Duration.ofMillis(Long.parseLong(interval));
    return every.compareTo(LONG) > 0
        ? Finding.warning(
            ("every %s: rejects are written only at checkpoints, and a failure repeats up to that much"
                    + " work. Set --checkpointingInterval to at most %s milliseconds.")
                .formatted(OptionDuration.format(every), LONG.toMillis()))
        : Finding.ok("every " + OptionDuration.format(every));
  }
}
