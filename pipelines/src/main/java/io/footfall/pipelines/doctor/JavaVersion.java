package io.footfall.pipelines.doctor;

import java.util.Optional;

/** Reports the version of Java. Versions that are too old fail before this check. */
final class JavaVersion implements Check {
  private static final int TESTED = 17;

  @Override
  public String subject() {
    return "Java";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    Runtime.Version version = Runtime.version();
    return version.feature() == TESTED
        ? Finding.ok(version.toString())
        : Finding.warning(
            version
                + "; Footfall is tested with "
                + TESTED
                + ". Set JAVA_HOME to select another Java.");
  }
}
