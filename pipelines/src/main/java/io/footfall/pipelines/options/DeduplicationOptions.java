package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The group of options that decides which records are duplicates. */
public interface DeduplicationOptions extends PipelineOptions {
  @Description(
      "Count duplicates once: records with the same transaction_id or, in a dataset without IDs,"
          + " with the same values in the columns that identify a record.")
  @Default.Boolean(false)
  @Listed(heading = Heading.INPUT, place = 120, fallback = "count every record")
  boolean getDeduplicate();

  void setDeduplicate(boolean value);

  @Description(
      "Columns that identify a record, such as user_id,url. Records with the same values in"
          + " these columns count once. Implies --deduplicate.")
  @Listed(
      heading = Heading.INPUT,
      place = 121,
      value = "COLUMN,...",
      fallback = "the columns that --deduplicate compares")
  @Nullable String getDeduplicateBy();

  void setDeduplicateBy(@Nullable String value);

  /** Returns whether duplicates count once. */
  static boolean deduplicates(DeduplicationOptions options) {
    return options.getDeduplicate() || options.getDeduplicateBy() != null;
  }
}
