package io.footfall.pipelines.options;

import org.apache.beam.sdk.options.Description;
import org.jspecify.annotations.Nullable;

/**
 * The group of options that decides which records are duplicates, by columns of the user's choice.
 */
public interface DeduplicationKeyOptions extends DeduplicationOptions {
  @Description(
      "Count records once that have the same values in these columns, such as order_id,sku. Implies --deduplicate.")
  @Listed(
      heading = Heading.INPUT,
      place = 121,
      value = "COLUMN,...",
      fallback = "what --deduplicate compares")
  @Nullable String getDeduplicateBy();

  void setDeduplicateBy(@Nullable String value);

  /** Returns whether duplicates count once. */
  static boolean deduplicates(DeduplicationKeyOptions options) {
    return options.getDeduplicate() || options.getDeduplicateBy() != null;
  }
}
