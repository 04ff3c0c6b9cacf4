package io.footfall.pipelines;

import org.jspecify.annotations.Nullable;

/** Tells streams from files. */
final class Streams {
  private static final String KINESIS = "kinesis://";
  private static final String KAFKA = "kafka://";

  private Streams() {}

  /**
   * Whether an input has no end.
   *
   * @param watch how often it is looked for new files, if that was said
   */
  static boolean isStream(@Nullable String input, @Nullable String watch) {
    return watch != null || (input != null && (isKinesis(input) || isKafka(input)));
  }

  static boolean isKinesis(String input) {
    return input.startsWith(KINESIS);
  }

  static boolean isKafka(String input) {
    return input.startsWith(KAFKA);
  }
}
