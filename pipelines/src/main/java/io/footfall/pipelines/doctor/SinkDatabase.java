package io.footfall.pipelines.doctor;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.postgres.PostgresDatabase;
import io.footfall.postgres.WindowTables;
import java.sql.SQLException;
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
  public Optional<Finding> look(Plan plan) {
    if (plan.sink().isEmpty() || plan.dataset().isEmpty()) {
      return Optional.empty();
    }
    PostgresDatabase database = plan.sink().get();
    Dataset<?> dataset = plan.dataset().get();
    String problem;
    try {
      List<String> missing = WindowTables.missingPrivileges(database, dataset);
      if (missing.isEmpty()) {
        return Finding.ok(database + " is writable");
      }
      problem =
          "The user of --sink="
              + database
              + " lacks "
              + String.join(", ", missing)
              + ". Grant these privileges or use another user.";
    } catch (SQLException e) {
      problem =
          database
              + " refused the login: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + ". Check --sink, and the password in PGPASSWORD.";
    }
    return plan.cluster().isPresent()
        ? Finding.warning(problem + " The workers may have other credentials.")
        : Finding.refused(Kind.IO, problem);
  }
}
