package io.footfall.pipelines.doctor;

import java.util.Optional;

/** Which Java this is. An older one than is needed does not come as far as here. */
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
            version + "; tested is " + TESTED + ". JAVA_HOME says which Java bin/footfall takes.");
  }
}
