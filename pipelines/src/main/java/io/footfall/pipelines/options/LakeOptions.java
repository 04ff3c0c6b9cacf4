package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options that describes the lake that a run writes to. */
public interface LakeOptions extends PipelineOptions {
  @Description(
      "Lake: directory for the valid records as Parquet, partitioned by event date. A"
          + " batch becomes visible as a whole, once it is complete (sealed).")
  @Listed(heading = Heading.OUTPUT, place = 70, value = "DIR", fallback = "none")
  @Nullable String getLake();

  void setLake(@Nullable String value);

  @Description(
      "Name of the batch in the lake. If the batch exists, the run is refused or, with --overwrite, replaces it.")
  @Listed(
      heading = Heading.OUTPUT,
      place = 80,
      value = "NAME",
      fallback = "derived from the names, sizes and times of the files")
  @Nullable String getBatch();

  void setBatch(@Nullable String value);

  @Description("Lake: interval at which a stream writes a batch.")
  @Default.String("5m")
  @Listed(heading = Heading.STREAM, place = 120, value = "DURATION", fallback = "5m")
  String getLakeEvery();

  void setLakeEvery(String value);
}
