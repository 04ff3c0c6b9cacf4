package io.footfall.pipelines.s3;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * What a command needs to reach S3. It does nothing for a command that names no S3, whose class
 * path may not have the clients of AWS at all.
 */
public final class S3Access {
  private static final String SERVICES = "software.amazon.awssdk.services.";

  private static final String SCHEME = "s3://";
  private static final String OPTIONS = "org.apache.beam.sdk.io.aws2.options.S3Options";
  private static final String PART_BYTES_OPTION = "s3UploadBufferSizeBytes";

  /**
   * Every file that is open has a buffer of this size, also one that gets a few lines only: Beam's
   * own 64 MB are much for the windows of a stream. Ten thousand of these are 78 GiB, the largest
   * object.
   */
  private static final int PART_BYTES = 8 << 20;

  private static final Set<String> OF_ENCRYPTION =
      Set.of("SSEAlgorithm", "SSEKMSKeyId", "bucketKeyEnabled");

  /** The options that name what a run writes. */
  private static final Set<String> WRITTEN = Set.of("output", "rejects", "backup", "lake");

  private S3Access() {}

  /**
   * A path on S3.
   *
   * @param option the option that names it
   * @param bucket its bucket
   * @param prefix what is behind it, up to the first wildcard
   */
  public record Place(String option, String bucket, String prefix) {
    /** As it stands in the option. */
    String path() {
      return SCHEME + bucket + "/" + prefix;
    }

    /** Whether the run writes there. */
    boolean isWritten() {
      return WRITTEN.contains(option);
    }
  }

  /** Whether a command has to do with S3, by what was typed. */
  public static boolean isWanted(Map<String, String> values) {
    return values.values().stream().anyMatch(value -> value.contains(SCHEME))
        || values.keySet().stream()
            .anyMatch(name -> name.startsWith("s3") || OF_ENCRYPTION.contains(name));
  }

  /**
   * Lets Beam know the options of S3; returns those to add.
   *
   * @param values what was typed, by name
   * @throws FootfallException if the endpoint is no URL, or the client is not on the class path
   */
  public static List<String> moreOptions(Map<String, String> values) {
    if (!isWanted(values)) {
      return List.of();
    }
    String endpoint = values.get("s3Endpoint");
    if (endpoint != null && !isUrl(endpoint)) {
      throw usage(
          "--s3Endpoint=" + endpoint + " is no URL; expected one such as http://127.0.0.1:9000.");
    }
    if (!isOnClassPath()) {
      throw usage(
          "There is no client of S3 on the class path. Start with bin/footfall, or see src/docs/s3.md.");
    }
    registerOptions(values);
    List<String> more = new ArrayList<>();
    if (!values.containsKey("s3ClientFactoryClass")) {
      more.add("--s3ClientFactoryClass=" + ClientOptions.factory());
    }
    if (!values.containsKey(PART_BYTES_OPTION)) {
      more.add("--" + PART_BYTES_OPTION + "=" + PART_BYTES);
    }
    if (endpoint != null && isRegionOfNoConcern(values)) {
      more.add("--awsRegion=us-east-1");
    }
    return more;
  }

  /**
   * Lets Beam know the options of S3, which it does not register itself. Does nothing for a command
   * that names no S3, or without its client.
   *
   * @param values all options by name, as typed
   */
  public static void registerOptions(Map<String, String> values) {
    if (isWanted(values) && isOnClassPath()) {
      ClientOptions.register();
    }
  }

  private static boolean isUrl(String endpoint) {
    try {
      URI uri = URI.create(endpoint);
      return uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The client wants some region to sign with; a store that is not of AWS takes any. */
  private static boolean isRegionOfNoConcern(Map<String, String> values) {
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
   * Asks S3 for each bucket that the options name, so that a run does not begin which cannot end.
   *
   * @param values what was typed, by name
   * @return what is wrong: the first of it, with what settles it
   */
  public static Optional<FootfallException> obstacle(
      Map<String, String> values, PipelineOptions options) {
    List<Place> places = places(values);
    return places.isEmpty() || !isOnClassPath()
        ? Optional.empty()
        : S3Buckets.obstacle(places, options);
  }

  /**
   * The buckets that the options name; empty if there is none.
   *
   * @param values what was typed, by name
   */
  public static Optional<S3View> view(Map<String, String> values, PipelineOptions options) {
    List<Place> places = places(values);
    return places.isEmpty() || !isOnClassPath()
        ? Optional.empty()
        : Optional.of(new S3View(places, options));
  }

  /**
   * What a failure of a client of AWS means, and what settles it.
   *
   * @return no sentence, but what can stand in one; empty if the failure has nothing to do with AWS
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
   * Whether a failure is one that another service than S3 has answered with: who asks such a
   * service explains it.
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

  /** One place for each bucket and option: what is wrong with one is so with all. */
  static List<Place> places(Map<String, String> values) {
    Map<String, Place> places = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (name.equals("lakeUrl")) {
            return; // Only the warehouse looks there.
          }
          for (String path : value.split(",", -1)) {
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

  private static FootfallException usage(String message) {
    return new FootfallException(Kind.USAGE, message);
  }
}
