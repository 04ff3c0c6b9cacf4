package io.footfall.errors;

/** The build of the first start, which compiles only what counts files on the DirectRunner. */
public final class FirstStart {
  /** How to get what this build lacks; a sentence. */
  public static final String ADVICE = "Run mvn package -DskipTests, then use bin/footfall.";

  private FirstStart() {}

  /**
   * Returns the failure of an operation that needs a library of the full build.
   *
   * @param feature what the library supports, such as {@code Kafka}
   */
  public static FootfallException lacks(String feature) {
    return FootfallException.usage(
        "The build of the first start has no support for " + feature + ". " + ADVICE);
  }
}
