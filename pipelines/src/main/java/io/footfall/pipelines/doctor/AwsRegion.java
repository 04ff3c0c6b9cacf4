package io.footfall.pipelines.doctor;

import io.footfall.errors.FootfallException.Kind;
import java.util.Optional;

/** Whether a stream of Kinesis has a region. */
final class AwsRegion implements Check {
  /** Says that there is none. */
  static final String UNSET =
      "No AWS region is set. Say --awsRegion=eu-central-1 for instance, or set AWS_REGION or"
          + " AWS_PROFILE.";

  @Override
  public String subject() {
    return "region";
  }

  @Override
  public Optional<Finding> look(Plan plan) {
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
