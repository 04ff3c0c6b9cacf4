package io.footfall.records;

import java.io.Serializable;
import java.util.List;

/**
 * Selects the records of an input that count.
 *
 * @param conditions conditions that a record must meet; other records are skipped
 * @param key the columns that identify a record when repeats are counted once; empty for the
 *     dataset's own rule
 */
public record Selection(List<Condition> conditions, List<String> key) implements Serializable {

  /** Every record. */
  public static final Selection ALL = new Selection(List.of(), List.of());

  /** Copies the lists. */
  public Selection {
    conditions = List.copyOf(conditions);
    key = List.copyOf(key);
  }

  /** Returns a copy with these conditions. */
  public Selection withConditions(List<Condition> value) {
    return new Selection(value, key);
  }

  /** Sets the columns that identify a record. */
  public Selection withKey(List<String> value) {
    return new Selection(conditions, value);
  }
}
