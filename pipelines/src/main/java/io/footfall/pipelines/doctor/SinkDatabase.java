package io.footfall.pipelines.doctor;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.report.WindowSink;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Checks that the database for window reports accepts the login and that its user can write. On a
 * cluster the workers can have another password and another network, so a failure is only a
 * warning.
 */
final class SinkDatabase implements Check {
  @Override
  public String subject() {
    return "database";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    Optional<WindowSink> database = plan.sinks().stream().filter(WindowSink::isAtomic).findFirst();
    return database.isEmpty() || plan.dataset().isEmpty()
        ? Optional.empty()
        : perform(database.get(), plan.dataset().get(), plan.cluster().isPresent());
  }

  private static Optional<Finding> perform(
      WindowSink sink, Dataset<?> dataset, boolean isInCluster) {
    String problem;
    try {
      List<String> missing = sink.missingPrivileges(dataset);
      if (missing.isEmpty()) {
        return Finding.ok(sink + " is writable");
      }
      problem =
          "The user of %s=%s lacks %s. Grant these privileges or use another user."
              .formatted(sink.option(), sink, String.join(", ", missing));
    } catch (IOException e) {
      problem =
          String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + ". Check "
              + sink.option()
              + ", and the password in PGPASSWORD.";
    }
    return isInCluster
        ? Finding.warning(problem + " The workers may have other credentials.")
        : Finding.refused(Kind.IO, problem);
  }
}
