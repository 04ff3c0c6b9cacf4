package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/** The option group of commands that can detect the dataset of records. */
public interface DetectedDatasetOptions extends DatasetOptions {
  @Override
  @Description("Dataset of the records: ${datasets}.")
  @Listed(
      heading = Heading.INPUT,
      place = 20,
      value = "DATASET",
      fallback = "detected from the columns")
  @Nullable String getDataset();
}
