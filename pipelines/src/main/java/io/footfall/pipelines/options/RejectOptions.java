package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options for rejected records. */
public interface RejectOptions extends PipelineOptions {
  @Description("Directory for rejected records, with the reason for each.")
  @Listed(
      heading = Heading.OUTPUT,
      place = 40,
      value = "DIR",
      fallback = "rejects/ in the output directory")
  @Nullable String getRejects();

  void setRejects(@Nullable String value);
}
