package io.footfall.pipelines.compact;

import io.footfall.pipelines.options.DatasetOptions;
import io.footfall.pipelines.options.GeneralOptions;
import io.footfall.pipelines.options.Heading;
import io.footfall.pipelines.options.LakeFileOptions;
import io.footfall.pipelines.options.Listed;
import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The options of {@code footfall compact}. */
public interface CompactOptions extends DatasetOptions, LakeFileOptions, GeneralOptions {
  @Description("Lake whose small files are merged.")
  @Listed(heading = Heading.INPUT, place = 10, value = "DIR")
  @Nullable String getLake();

  void setLake(@Nullable String value);
}
