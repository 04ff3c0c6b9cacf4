package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import java.util.Optional;

/** Checks that a Kinesis stream has a region. */
final class AwsRegion implements Check {
  /** The message for a missing region. */
  static final String UNSET =
      "No AWS region is set. Set --awsRegion (such as --awsRegion=eu-central-1), AWS_REGION or"
          + " AWS_PROFILE.";

  @Override
  public String subject() {
    return "region";
  }

  @Override
  public Optional<Finding> perform(Plan plan) {
    return plan.stream()
        .flatMap(StreamPlan::kinesis)
        .flatMap(
            kinesis ->
                kinesis
                    .region()
                    .map(region -> Finding.ok(region.id()))
                    .orElseGet(() -> Finding.refused(Kind.USAGE, UNSET)));
  }
}
