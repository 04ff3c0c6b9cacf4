package io.footfall.pipelines.s3;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * Where S3 is. An option of its own, since Beam's {@code --endpoint} is of all clients of AWS, and
 * so of Kinesis too. It goes to the workers with the other options.
 */
public interface S3EndpointOptions extends PipelineOptions {
  /** The service, as a URL. */
  @Description("Where S3 is, if not at AWS.")
  @Nullable String getS3Endpoint();

  /** Sets the service. */
  void setS3Endpoint(@Nullable String value);
}
