package io.footfall.pipelines.s3;

import java.net.URI;
import org.apache.beam.sdk.io.aws2.common.ClientBuilderFactory;
import org.apache.beam.sdk.io.aws2.options.S3ClientBuilderFactory;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import software.amazon.awssdk.core.retry.RetryPolicy;
import software.amazon.awssdk.core.retry.conditions.MaxNumberOfRetriesCondition;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Makes the clients by which Beam's file system talks to S3: with the endpoint of {@link
 * S3EndpointOptions}, where the bucket is named in the path and not in the host's name; and with
 * more patience than the client has by itself, whose four attempts are over in a second.
 *
 * <p>Credentials are found by the client: in the environment, a profile, a web identity token, or
 * the role of the container or the machine.
 */
public final class PathStyleS3Clients implements S3ClientBuilderFactory {
  /**
   * After the first attempt: with pauses that double from 100 ms on, of which a random part is
   * taken, a store that is down is given up after some 6 to 13 seconds.
   */
  private static final int RETRIES = 7;

  /** A factory; Beam makes one by reflection. */
  public PathStyleS3Clients() {}

  @Override
  public S3ClientBuilder createBuilder(S3Options options) {
    S3ClientBuilder builder =
        ClientBuilderFactory.getFactory(options).create(S3Client.builder(), options);
    // No budget for retries: each request has its own.
    RetryPolicy retries =
        RetryPolicy.builder()
            .numRetries(RETRIES)
            .retryCapacityCondition(MaxNumberOfRetriesCondition.create(RETRIES))
            .build();
    builder.overrideConfiguration(settings -> settings.retryPolicy(retries));
    String endpoint = options.as(S3EndpointOptions.class).getS3Endpoint();
    return endpoint == null
        ? builder
        : builder.endpointOverride(URI.create(endpoint)).forcePathStyle(true);
  }
}
