package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The group of options that names the dataset of records where it can be detected. */
public interface DetectedDatasetOptions extends DatasetOptions {
  @Override
  @Description("Dataset of the records: ${datasets}.")
  @Listed(
      heading = Heading.INPUT,
      place = 20,
      value = "DATASET",
      fallback = "detected from the columns")
  @Nullable String getDataset();

  @Override
  void setDataset(@Nullable String value);
}
