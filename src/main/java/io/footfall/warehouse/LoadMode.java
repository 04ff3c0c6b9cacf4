package io.footfall.warehouse;

/** What happens to rows that are in the warehouse already. */
public enum LoadMode {
  /** Rows of the batches that are loaded are deleted, then what the lake has of them is put in. */
  REPLACE,
  /**
   * A row whose key is there already changes that row: purchases by {@code transaction_id}. Visits
   * have no key, and are replaced.
   */
  MERGE
}
