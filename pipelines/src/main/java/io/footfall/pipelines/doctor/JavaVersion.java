package io.footfall.pipelines.doctor;

import java.util.Optional;
import java.util.Set;

/** Reports the version of Java. Versions that are too old fail before this check. */
final class JavaVersion implements Check {
  private static final Set<Integer> TESTED = Set.of(17, 25);

  @Override
  public String subject() {
    return "Java";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    Runtime.Version version = Runtime.version();
    return TESTED.contains(version.feature())
        ? Finding.ok(version.toString())
        : Finding.warning(
            version + "; Footfall is tested with 17 and 25. Set JAVA_HOME to select another Java.");
  }
}
