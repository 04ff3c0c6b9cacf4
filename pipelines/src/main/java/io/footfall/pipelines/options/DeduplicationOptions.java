package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** The group of options that decides which records are duplicates. */
public interface DeduplicationOptions extends PipelineOptions {
  @Description(
      "Count duplicates once: records with the same ID (transaction_id), or with the same values if the dataset has no ID. In a stream, per window.")
  @Default.Boolean(false)
  @Listed(heading = Heading.INPUT, place = 120, fallback = "count every record")
  boolean getDeduplicate();

  void setDeduplicate(boolean value);
}
