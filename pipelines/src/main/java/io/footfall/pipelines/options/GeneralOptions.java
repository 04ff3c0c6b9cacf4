package io.footfall.pipelines.options;

import io.footfall.pipelines.s3.S3EndpointOptions;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The group of options of every command that reads or writes paths, which can be on S3. */
public interface GeneralOptions extends S3EndpointOptions, LoggingOptions {
  @Override
  @Description(
      "S3: endpoint of a service other than AWS. Beam's S3 options, such as --awsRegion and"
          + " --SSEAlgorithm, are accepted too.")
  @Listed(heading = Heading.RUN, place = 40, value = "URL", fallback = "AWS")
  @Nullable String getS3Endpoint();
}
