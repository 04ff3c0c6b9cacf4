package io.footfall.pipelines.s3;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptions;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** Checks the buckets of a run. Requires the AWS clients on the class path. */
final class S3Buckets {
  private static final String PROBE = ".footfall-doctor";

  private S3Buckets() {}

  static Optional<FootfallException> obstacle(
      List<S3Access.Place> places, PipelineOptions options) {
    try (S3Client client = client(options.as(S3Options.class))) {
      for (S3Access.Place place : places) {
        try {
          // Permissions may cover only a prefix of the bucket.
          client.listObjectsV2(
              request -> request.bucket(place.bucket()).prefix(place.prefix()).maxKeys(1));
        } catch (NoSuchBucketException e) {
          return Optional.of(
              new FootfallException(
                  place.option().equals("input") ? Kind.NO_INPUT : Kind.IO,
                  "Bucket not found: %s%s. Check --%s, or create the bucket."
                      .formatted(place.bucket(), at(options), place.option())));
        } catch (SdkException e) {
          return Optional.of(failed("--" + place.option() + "=" + place.path(), e));
        }
      }
      return Optional.empty();
    } catch (SdkException e) { // the client found no region
      return Optional.of(failed(places.get(0).path(), e));
    }
  }

  /**
   * Checks that places are writable by starting and aborting a multipart upload in each. No object,
   * version or event appears.
   *
   * @return a description of the places
   * @throws FootfallException if a place is not writable
   */
  static String writable(List<S3Access.Place> places, PipelineOptions options) {
    S3Options s3 = options.as(S3Options.class);
    Set<String> buckets = new LinkedHashSet<>();
    Set<String> written = new LinkedHashSet<>();
    try (S3Client client = client(s3)) {
      for (S3Access.Place place : places) {
        buckets.add(place.bucket());
        if (!place.isWritten()) {
          continue;
        }
        written.add("--" + place.option());
        String key =
            place.prefix()
                + (place.prefix().isEmpty() || place.prefix().endsWith("/") ? "" : "/")
                + PROBE;
        try {
          String upload =
              client
                  .createMultipartUpload(
                      request -> {
                        request.bucket(place.bucket()).key(key);
                        if (s3.getSSEAlgorithm() != null) {
                          request.serverSideEncryption(s3.getSSEAlgorithm());
                        }
                        if (s3.getSSEKMSKeyId() != null) {
                          request.ssekmsKeyId(s3.getSSEKMSKeyId());
                        }
                      })
                  .uploadId();
          client.abortMultipartUpload(
              request -> request.bucket(place.bucket()).key(key).uploadId(upload));
        } catch (SdkException e) {
          throw failed("--" + place.option() + "=" + place.path(), "write to", e);
        }
      }
    }
    return String.join(", ", buckets)
        + at(options)
        + (s3.getAwsRegion() == null ? "" : ", region " + s3.getAwsRegion().id())
        + (written.isEmpty() ? "" : ": " + String.join(", ", written) + " writable");
  }

  private static S3Client client(S3Options options) {
    return new PathStyleS3Clients().createBuilder(options).build();
  }

  private static String at(PipelineOptions options) {
    String endpoint = options.as(S3EndpointOptions.class).getS3Endpoint();
    return endpoint == null ? "" : " at " + endpoint;
  }

  private static FootfallException failed(String what, SdkException e) {
    return failed(what, "use", e);
  }

  private static FootfallException failed(String what, String how, SdkException e) {
    return new FootfallException(
        Kind.IO, "Cannot " + how + " " + what + ": " + AwsFailure.reason(e) + ".", e);
  }
}
