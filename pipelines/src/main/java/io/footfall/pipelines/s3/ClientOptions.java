package io.footfall.pipelines.s3;

import io.footfall.files.ConditionalStore;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * Registers Beam's S3 options, which Beam itself does not register. Requires the AWS clients on the
 * class path.
 */
final class ClientOptions {
  private ClientOptions() {}

  static void register() {
    PipelineOptionsFactory.register(S3Options.class);
    PipelineOptionsFactory.register(S3EndpointOptions.class);
  }

  static ConditionalStore conditionalStore(PipelineOptions options) {
    return new S3ConditionalStore(options.as(S3Options.class));
  }

  static String factory() {
    return PathStyleS3Clients.class.getName();
  }
}
