package io.footfall.dataset;

import java.util.Map;
import java.util.Optional;

/**
 * The keys by which a warehouse stores the records of a dataset.
 *
 * @param mergeKey the column whose value identifies a record, if there is one: a load can merge by
 *     it, and PostgreSQL has an index on it
 * @param distribution the column by which Redshift spreads the rows over its slices: one with many
 *     values of similar frequency
 * @param maxBytes the maximum length of each text column on Redshift, by name
 */
public record WarehouseKeys(
    Optional<String> mergeKey, String distribution, Map<String, Integer> maxBytes) {
  /** Copies the map. */
  public WarehouseKeys {
    maxBytes = Map.copyOf(maxBytes);
  }
}
