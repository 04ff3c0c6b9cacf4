package io.footfall.pipelines.s3;

import io.footfall.records.InputRefusedException;
import io.footfall.records.InputRefusedException.Kind;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptions;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** Whether the buckets of a run are there. Needs the clients of AWS. */
final class S3Buckets {
  private S3Buckets() {}

  static Optional<InputRefusedException> obstacle(
      List<S3Access.Place> places, PipelineOptions options) {
    try (S3Client client = client(options.as(S3Options.class))) {
      for (S3Access.Place place : places) {
        try {
          // Who may read or write below a prefix need not be allowed to see the rest of a bucket.
          client.listObjectsV2(
              request -> request.bucket(place.bucket()).prefix(place.prefix()).maxKeys(1));
        } catch (NoSuchBucketException e) {
          return Optional.of(
              new InputRefusedException(
                  place.option().equals("input") ? Kind.NO_INPUT : Kind.IO,
                  "There is no bucket "
                      + place.bucket()
                      + at(options)
                      + ". Check --"
                      + place.option()
                      + ", or make the bucket; Footfall makes none."));
        } catch (SdkException e) {
          return Optional.of(failed("--" + place.option() + "=" + place.path(), e));
        }
      }
      return Optional.empty();
    } catch (SdkException e) { // of making a client: there is no region
      return Optional.of(failed(places.get(0).path(), e));
    }
  }

  private static S3Client client(S3Options options) {
    return new PathStyleS3Clients().createBuilder(options).build();
  }

  private static String at(PipelineOptions options) {
    String endpoint = options.as(S3EndpointOptions.class).getS3Endpoint();
    return endpoint == null ? "" : " at " + endpoint;
  }

  private static InputRefusedException failed(String what, SdkException e) {
    return new InputRefusedException(
        Kind.IO, what + " cannot be used: " + AwsFailure.reason(e) + ".", e);
  }
}
