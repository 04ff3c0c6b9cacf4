package io.footfall.pipelines.s3;

import io.footfall.errors.FootfallException;
import io.footfall.source.LakeInput;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Prepares access to S3. Does nothing for commands without S3 paths, whose class path may lack the
 * AWS clients.
 */
public final class S3Access {
  private static final String SERVICES = "software.amazon.awssdk.services.";

  private static final String SCHEME = "s3://";
  private static final String OPTIONS = "org.apache.beam.sdk.io.aws2.options.S3Options";
  private static final String PART_BYTES_OPTION = "s3UploadBufferSizeBytes";

  /**
   * The size of the buffer of every open file, however small the file. Beam's default of 64 MB is
   * too much for the windows of a stream. An object has at most 10,000 parts, so this limits files
   * to 78 GiB.
   */
  private static final int PART_BYTES = 8 << 20;

  private static final Set<String> OF_ENCRYPTION =
      Set.of("SSEAlgorithm", "SSEKMSKeyId", "bucketKeyEnabled");

  /** The options for outputs. */
  private static final Set<String> WRITTEN = Set.of("output", "rejects", "backup", "lake");

  private S3Access() {}

  /**
   * An S3 path.
   *
   * @param option the option with the path
   * @param bucket the bucket
   * @param prefix the key up to the first wildcard
   */
  public record Place(String option, String bucket, String prefix) {
    /** Returns the path as given in the option. */
    String path() {
      return SCHEME + bucket + "/" + prefix;
    }

    /** Returns whether the run writes to the path. */
    boolean isWritten() {
      return WRITTEN.contains(option);
    }
  }

  /** Returns whether the options of a command use S3. */
  public static boolean isWanted(Map<String, String> values) {
    return values.values().stream().anyMatch(value -> value.contains(SCHEME))
        || values.keySet().stream()
            .anyMatch(name -> name.startsWith("s3") || OF_ENCRYPTION.contains(name));
  }

  /**
   * Registers the S3 options with Beam and returns options to add.
   *
   * @param values the given options by name
   * @throws FootfallException if the endpoint is not a URL, or the class path has no client
   */
  public static List<String> moreOptions(Map<String, String> values) {
    if (!isWanted(values)) {
      return List.of();
    }
    String endpoint = values.get("s3Endpoint");
    if (endpoint != null && !isUrl(endpoint)) {
      throw FootfallException.usage(
          "--s3Endpoint=" + endpoint + " is not a URL. Use the form http://127.0.0.1:9000.");
    }
    if (!isOnClassPath()) {
      throw FootfallException.usage(
          "The class path has no S3 client. Start with bin/footfall, or see src/docs/s3.md.");
    }
    registerOptions(values);
    List<String> more = new ArrayList<>();
    if (!values.containsKey("s3ClientFactoryClass")) {
      more.add("--s3ClientFactoryClass=" + ClientOptions.factory());
    }
    if (!values.containsKey(PART_BYTES_OPTION)) {
      more.add("--" + PART_BYTES_OPTION + "=" + PART_BYTES);
    }
    if (endpoint != null && acceptsAnyRegion(values)) {
      more.add("--awsRegion=us-east-1");
    }
    return more;
  }

  /**
   * Registers the options of S3, which Beam does not register itself. Does nothing for a command
   * that does not use S3, or without the S3 client.
   *
   * @param values all options by name, as typed
   */
  public static void registerOptions(Map<String, String> values) {
    if (isWanted(values) && isOnClassPath()) {
      ClientOptions.register();
    }
  }

  /** Returns whether an endpoint is the http or https URL of a host. */
  public static boolean isUrl(String endpoint) {
    try {
      URI uri = URI.create(endpoint);
      return uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Returns whether any region will do: the client needs one for signing, and stores other than AWS
   * accept any.
   */
  private static boolean acceptsAnyRegion(Map<String, String> values) {
    return !values.containsKey("awsRegion")
        && values.values().stream().noneMatch(value -> value.contains("kinesis://"))
        && System.getenv("AWS_REGION") == null
        && System.getenv("AWS_PROFILE") == null
        && System.getProperty("aws.region") == null;
  }

  static boolean isOnClassPath() {
    try {
      Class.forName(OPTIONS, false, S3Access.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Checks each bucket in the options, so that a run that cannot finish does not start.
   *
   * @param values the given options by name
   * @return the first problem and its solution, or empty
   */
  public static Optional<FootfallException> obstacle(
      Map<String, String> values, PipelineOptions options) {
    List<Place> places = places(values);
    return places.isEmpty() || !isOnClassPath()
        ? Optional.empty()
        : S3Buckets.obstacle(places, options);
  }

  /**
   * Returns the buckets in the options, or empty if there are none.
   *
   * @param values the given options by name
   */
  public static Optional<S3View> view(Map<String, String> values, PipelineOptions options) {
    List<Place> places = places(values);
    return places.isEmpty() || !isOnClassPath()
        ? Optional.empty()
        : Optional.of(new S3View(places, options));
  }

  /**
   * Describes a failure of an AWS client and how to fix it.
   *
   * @return a clause, not a sentence; empty if the failure does not come from AWS
   */
  public static Optional<String> reason(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t.getClass().getName().startsWith("software.amazon.awssdk.")) {
        return AwsFailure.find(t);
      }
    }
    return Optional.empty();
  }

  /**
   * Returns whether a failure comes from another AWS service than S3; the caller of that service
   * explains it.
   */
  public static boolean isOfAnotherService(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String name = t.getClass().getName();
      if (name.startsWith(SERVICES) && !name.startsWith(SERVICES + "s3.")) {
        return true;
      }
    }
    return false;
  }

  /** Returns one place per bucket and option, because problems affect whole buckets. */
  static List<Place> places(Map<String, String> values) {
    Map<String, Place> places = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (name.equals("lakeUrl")) {
            return; // Only the warehouse reads this bucket.
          }
          for (String listed : value.split(",", -1)) {
            String path = listed.replaceFirst("^" + LakeInput.SCHEME, "");
            if (path.startsWith(SCHEME)) {
              String rest = path.substring(SCHEME.length());
              int slash = rest.indexOf('/');
              String bucket = slash < 0 ? rest : rest.substring(0, slash);
              String key = slash < 0 ? "" : rest.substring(slash + 1);
              places.putIfAbsent(
                  name + " " + bucket,
                  new Place(name, bucket, key.replaceFirst("(?s)[*?\\[{\\\\].*", "")));
            }
          }
        });
    return List.copyOf(places.values());
  }
}
