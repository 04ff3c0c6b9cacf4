package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** The option of commands that write files. */
public interface OverwriteOptions extends PipelineOptions {
  @Description("Replace existing results.")
  @Default.Boolean(false)
  @Listed(heading = Heading.OUTPUT, place = 20, fallback = "refuse to replace them")
  boolean getOverwrite();

  void setOverwrite(boolean value);
}
