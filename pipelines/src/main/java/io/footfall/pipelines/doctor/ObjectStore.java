package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException;
import io.footfall.pipelines.s3.S3View;
import java.util.Optional;

/**
 * Checks that the S3 buckets of a run exist and are writable where the run writes. On a cluster the
 * workers can have other credentials and another network, so a failure is only a warning.
 */
final class ObjectStore implements Check {
  private final Optional<S3View> s3;

  /** Creates the check for the given buckets; empty if the run has none. */
  ObjectStore(Optional<S3View> s3) {
    this.s3 = s3;
  }

  @Override
  public String subject() {
    return "S3";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    if (s3.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Finding.ok(s3.get().examine());
    } catch (FootfallException e) {
      return plan.cluster().isPresent()
          ? Finding.warning(e.getMessage() + " The workers may have other credentials.")
          : Finding.refused(e.kind(), String.valueOf(e.getMessage()));
    }
  }
}
