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
 * Creates the S3 clients of Beam's file system. They use the endpoint of {@link S3EndpointOptions}
 * with bucket names in the path, and retry for longer than the default of four attempts within a
 * second.
 *
 * <p>The client finds credentials in the environment, a profile, a web identity token, or the role
 * of the container or machine.
 */
public final class PathStyleS3Clients implements S3ClientBuilderFactory {
  /**
   * The number of retries. Pauses double from 100 ms with random jitter, so an unavailable store
   * fails after 6 to 13 seconds.
   */
  private static final int RETRIES = 7;

  /** Creates a factory. Called by Beam through reflection. */
  public PathStyleS3Clients() {}

  @Override
  public S3ClientBuilder createBuilder(S3Options options) {
    S3ClientBuilder builder =
        ClientBuilderFactory.getFactory(options).create(S3Client.builder(), options);
    // Each request has its own retries, without a shared budget.
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
