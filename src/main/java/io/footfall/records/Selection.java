package io.footfall.records;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Selects the records of an input to include.
 *
 * @param conditions conditions that a record must meet; other records are skipped
 * @param key the columns that identify a record for deduplication; empty for the dataset's own rule
 * @param without offsets of the records to ignore, by file
 */
public record Selection(
    List<Condition> conditions, List<String> key, Map<String, List<Long>> without)
    implements Serializable {

  /** Every record. */
  public static final Selection ALL = new Selection(List.of(), List.of(), Map.of());

  /** Copies the collections. */
  public Selection {
    conditions = List.copyOf(conditions);
    key = List.copyOf(key);
    without = Map.copyOf(without);
  }

  /** Returns a copy with these conditions. */
  public Selection withConditions(List<Condition> value) {
    return new Selection(value, key, without);
  }

  /** Returns a copy with these columns that identify a record. */
  public Selection withKey(List<String> value) {
    return new Selection(conditions, value, without);
  }

  /** Returns a copy that ignores the records at these offsets, ascending, by file. */
  public Selection withoutRecords(Map<String, List<Long>> value) {
    return new Selection(conditions, key, value);
  }
}
