package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** The group of options that decides which records are duplicates. */
public interface DeduplicationOptions extends PipelineOptions {
  @Description(
      "Count duplicates once: purchases with the same transaction_id, visits with the same user, timestamp, URL and duration. In a stream, per window.")
  @Default.Boolean(false)
  @Listed(heading = Heading.INPUT, place = 120, fallback = "count every record")
  boolean getDeduplicate();

  void setDeduplicate(boolean value);
}
