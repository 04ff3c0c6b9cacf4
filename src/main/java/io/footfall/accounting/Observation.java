package io.footfall.accounting;

/**
 * A valid value of a column that may be a mistake, so the user is warned about it.
 *
 * @param kind the kind of observation
 * @param column the column
 * @param value the value, or an example
 */
public record Observation(Kind kind, String column, String value)
    implements Comparable<Observation> {

  /** A kind of observation. */
  public enum Kind {
    /** An ID that is a placeholder for an empty value, such as {@code NULL}. */
    NULL_WORD,
    /** An ID that is a whole number, such as {@code 7}. Each reader records only the first one. */
    WHOLE_NUMBER,
    /** An ID that is a whole number with zero decimals, such as {@code 7.0}. */
    POINTED_NUMBER,
    /** A currency. */
    CURRENCY,
    /**
     * A record with the key of an earlier record but different values; the observed value is the
     * key.
     */
    DIFFERENT_REPEAT;

    /**
     * Returns whether all values of a column are recorded as one observation, with the smallest
     * value as its example.
     */
    boolean hasExample() {
      return this == WHOLE_NUMBER || this == POINTED_NUMBER || this == DIFFERENT_REPEAT;
    }
  }

  @Override
  public int compareTo(Observation other) {
    int order = kind.compareTo(other.kind);
    order = order != 0 ? order : column.compareTo(other.column);
    return order != 0 ? order : value.compareTo(other.value);
  }
}
