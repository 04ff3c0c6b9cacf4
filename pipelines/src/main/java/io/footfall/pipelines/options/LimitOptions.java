package io.footfall.pipelines.options;

import io.footfall.pipelines.console.RejectLimits;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options that limits how many records may be rejected. */
public interface LimitOptions extends PipelineOptions {
  @Description("Exit with status 3 if more records than this are rejected.")
  @Listed(heading = Heading.LIMITS, place = 10, value = "N", fallback = "no limit")
  @Nullable Long getMaxRejects();

  void setMaxRejects(@Nullable Long value);

  @Description(
      "Exit with status 3 if more than this fraction of the records is rejected, such as 0.01 for 1%.")
  @Listed(heading = Heading.LIMITS, place = 20, value = "RATIO", fallback = "no limit")
  @Nullable Double getMaxRejectRatio();

  void setMaxRejectRatio(@Nullable Double value);

  /** Returns the limits that the options set. */
  static RejectLimits limits(LimitOptions options) {
    return new RejectLimits(options.getMaxRejects(), options.getMaxRejectRatio());
  }
}
