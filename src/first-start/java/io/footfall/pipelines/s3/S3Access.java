package io.footfall.pipelines.s3;

import io.footfall.errors.FirstStart;
import io.footfall.errors.FootfallException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptions;

/** Stands in for the class that needs AWS clients. */
public final class S3Access {
  private S3Access() {}

  public static List<String> moreOptions(Map<String, String> values) {
    if (values.values().stream().anyMatch(value -> value.contains("s3://"))) {
      throw FirstStart.lacks("S3");
    }
    return List.of();
  }

  public static void registerOptions(Map<String, String> values) {}

  public static boolean isUrl(String endpoint) {
    return endpoint.matches("https?://.+");
  }

  public static Optional<FootfallException> obstacle(
      Map<String, String> values, PipelineOptions options) {
    return Optional.empty();
  }

  public static Optional<String> reason(Throwable failure) {
    return Optional.empty();
  }

  public static boolean isOfAnotherService(Throwable failure) {
    return false;
  }
}
