package io.footfall.pipelines.s3;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * The option for the S3 endpoint, because Beam's {@code --endpoint} applies to all AWS clients,
 * including Kinesis. Like all options, this one is sent to the workers.
 */
public interface S3EndpointOptions extends PipelineOptions {
  @Description("URL of an S3-compatible service.")
  @Nullable String getS3Endpoint();

  void setS3Endpoint(@Nullable String value);
}
