package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import java.util.Optional;

/**
 * Checks that the savepoint or checkpoint that the run restores has all of its local files. Flink
 * would try to restore it indefinitely, without a message.
 */
final class CompleteSavepoint implements Check {
  @Override
  public String subject() {
    return "savepoint";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    if (plan.stream().isEmpty() || !plan.isOnFlink() || plan.savepoint().isEmpty()) {
      return Optional.empty();
    }
    String savepoint = plan.savepoint().get();
    Optional<SavepointMetadata> metadata = SavepointMetadata.read(savepoint);
    if (metadata.isEmpty()) {
      return Optional.empty();
    }
    if (metadata.get().missing().isEmpty()) {
      return Finding.ok("complete: all of its local files exist");
    }
    String text =
        ("%s is incomplete: %s does not exist. Restore the whole directory, or choose"
                + " another savepoint.")
            .formatted(savepoint, metadata.get().missing().get());
    return plan.cluster().isPresent() ? Finding.warning(text) : Finding.refused(Kind.IO, text);
  }
}
