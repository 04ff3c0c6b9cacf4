package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** The group of options that describes the files of a lake. */
public interface LakeFileOptions extends PipelineOptions {
  @Description("Target size of a file in the lake, in KB, MB or GB.")
  @Default.String("128MB")
  @Listed(heading = Heading.OUTPUT, place = 90, value = "SIZE", fallback = "128MB")
  String getTargetFileSize();

  void setTargetFileSize(String value);
}
