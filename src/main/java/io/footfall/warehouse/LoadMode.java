package io.footfall.warehouse;

/** The treatment of rows that are already in the warehouse. */
public enum LoadMode {
  /** Deletes the rows of the loaded batches, then inserts those of the lake. */
  REPLACE,
  /**
   * A row updates an existing row with the same key: purchases by {@code transaction_id}. Visits
   * have no key, and are replaced.
   */
  MERGE
}
