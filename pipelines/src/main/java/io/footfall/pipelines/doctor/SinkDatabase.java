package io.footfall.pipelines.doctor;

import io.footfall.dataset.Dataset;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.postgres.PostgresDatabase;
import io.footfall.postgres.WindowTables;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Whether the database for the reports of windows answers, and lets its user write there. Where
 * workers are elsewhere, they may have another password and another network: then it is only a
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
        return Finding.ok(database + " takes the tables");
      }
      problem =
          "The user of --sink="
              + database
              + " lacks "
              + String.join(", ", missing)
              + ". Grant it, or give --sink another user.";
    } catch (SQLException e) {
      problem =
          database
              + " does not let us in: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + ". Check --sink, and the password in PGPASSWORD.";
    }
    return plan.cluster().isPresent()
        ? Finding.warning(problem + " The workers may have other ways.")
        : Finding.refused(Kind.IO, problem);
  }
}
