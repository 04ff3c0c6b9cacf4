package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.s3.S3View;
import java.util.Optional;

/**
 * Whether the buckets on S3 are there, and may be written to where the run writes. Where workers
 * are elsewhere, they may have other credentials and another network: then it is only a warning.
 */
final class ObjectStore implements Check {
  private final Optional<S3View> s3;

  /** A look at these buckets; empty if the run has none. */
  ObjectStore(Optional<S3View> s3) {
    this.s3 = s3;
  }

  @Override
  public String subject() {
    return "S3";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
    if (s3.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Finding.ok(s3.get().examine());
    } catch (FootfallException e) {
      return plan.cluster().isPresent()
          ? Finding.warning(e.getMessage() + " The workers may have other ways.")
          : Finding.refused(e.kind(), String.valueOf(e.getMessage()));
    }
  }
}
