package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options that names the database for window results. */
public interface SinkOptions extends PipelineOptions {
  @Description(
      "PostgreSQL database for the window results, jdbc:postgresql://HOST/DATABASE?user=NAME. Set the password in PGPASSWORD.")
  @Listed(heading = Heading.OUTPUT, place = 50, value = "URL", fallback = "none")
  @Nullable String getSink();

  void setSink(@Nullable String value);
}
