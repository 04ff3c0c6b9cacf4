package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import java.util.Locale;
import java.util.Optional;

/** Checks that step names are unique, because Flink finds the state of a step by its name. */
final class StableNames implements Check {
  @Override
  public String subject() {
    return "step names";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    if (plan.stream().isEmpty()) {
      return Optional.empty();
    }
    String given = plan.option("stableUniqueNames").orElse("");
    return given.toUpperCase(Locale.ROOT).equals("ERROR")
        ? Finding.ok("stable and unique")
        : Finding.refused(
            Kind.USAGE,
            ("--stableUniqueNames=%s allows steps with the same name, but Flink finds"
                    + " state by name: later runs could not restore savepoints. Omit the option.")
                .formatted(given));
  }
}
