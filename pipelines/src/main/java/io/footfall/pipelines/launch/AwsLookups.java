package io.footfall.pipelines.launch;

import java.util.Collection;
import java.util.List;

/**
 * Prevents AWS region lookups in runs that do not use AWS. With AWS on the class path, Beam looks
 * up a region as soon as its options are set. Outside AWS, without a configured region, the lookup
 * takes many seconds.
 */
public final class AwsLookups {
  private static final String DISABLED = "aws.disableEc2Metadata";
  private static final List<String> SIGNS =
      List.of(
          "kinesis://", "s3://", "--aws", "--s3", "arn:aws", "--passwordSecret", "redshift:iam:");

  private static final String OPTIONS = "org.apache.beam.sdk.io.aws2.options.AwsOptions";

  private AwsLookups() {}

  /**
   * Returns options that prevent region lookups in the workers of a cluster: an arbitrary region
   * that nothing uses. Empty if AWS is used or not on the class path.
   */
  public static List<String> optionsForWorkers(Collection<String> args) {
    try {
      Class.forName(OPTIONS, false, AwsLookups.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return List.of();
    }
    return areWanted(args) ? List.of() : List.of("--awsRegion=us-east-1");
  }

  /** Returns whether an argument refers to AWS. */
  public static boolean areWanted(Collection<String> args) {
    return args.stream().anyMatch(arg -> SIGNS.stream().anyMatch(arg::contains));
  }

  /** Disables region lookups in this process if no argument refers to AWS. */
  public static void skipUnlessWanted(Collection<String> args) {
    if (!areWanted(args) && System.getProperty(DISABLED) == null) {
      System.setProperty(DISABLED, "true");
    }
  }
}
