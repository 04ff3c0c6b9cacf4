package io.footfall.pipelines.launch;

import java.util.Collection;
import java.util.List;

/**
 * Keeps a run that has nothing to do with AWS from looking for it. With AWS on the class path, Beam
 * asks for a region as soon as it knows its options; where no region is configured and this is no
 * machine of AWS, the answer takes many seconds.
 */
public final class AwsLookups {
  private static final String DISABLED = "aws.disableEc2Metadata";
  private static final List<String> SIGNS =
      List.of(
          "kinesis://", "s3://", "--aws", "--s3", "arn:aws", "--passwordSecret", "redshift:iam:");

  private static final String OPTIONS = "org.apache.beam.sdk.io.aws2.options.AwsOptions";

  private AwsLookups() {}

  /**
   * Options by which the workers of a cluster do not ask for a region either: some region, which
   * nothing uses. None if AWS is wanted, or is not on the class path.
   */
  public static List<String> optionsForWorkers(Collection<String> args) {
    try {
      Class.forName(OPTIONS, false, AwsLookups.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return List.of();
    }
    return areWanted(args) ? List.of() : List.of("--awsRegion=us-east-1");
  }

  /** Whether one of the arguments has to do with AWS. */
  public static boolean areWanted(Collection<String> args) {
    return args.stream().anyMatch(arg -> SIGNS.stream().anyMatch(arg::contains));
  }

  /** In this process nobody asks the machine for its region, if no argument has to do with AWS. */
  public static void skipUnlessWanted(Collection<String> args) {
    if (!areWanted(args) && System.getProperty(DISABLED) == null) {
      System.setProperty(DISABLED, "true");
    }
  }
}
