package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import java.util.Locale;
import java.util.Optional;

/** Whether every step must have a name of its own: by its name Flink finds a step's state. */
final class StableNames implements Check {
  @Override
  public String subject() {
    return "names of steps";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    if (plan.stream().isEmpty()) {
      return Optional.empty();
    }
    String given = plan.option("stableUniqueNames").orElse("");
    return given.toUpperCase(Locale.ROOT).equals("ERROR")
        ? Finding.ok("stable and unique")
        : Finding.refused(
            Kind.USAGE,
            "--stableUniqueNames="
                + given
                + " lets steps share a name, and Flink finds the state of a step by its name: a"
                + " savepoint might not fit the next start. Expected ERROR; leave it out.");
  }
}
