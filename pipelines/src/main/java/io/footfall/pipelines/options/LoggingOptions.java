package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** The group of options that every command has. */
public interface LoggingOptions extends PipelineOptions {
  @Description("Show detailed logs, and stack traces of failures.")
  @Default.Boolean(false)
  @Listed(heading = Heading.RUN, place = 20, fallback = "off")
  boolean getVerbose();

  void setVerbose(boolean value);
}
