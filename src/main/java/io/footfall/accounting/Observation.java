package io.footfall.accounting;

/**
 * Something that a person should know about the values of a column, though each record counts.
 *
 * @param kind what it is
 * @param column the column
 * @param value the value, or an example
 */
public record Observation(Kind kind, String column, String value)
    implements Comparable<Observation> {

  /** What can be observed. */
  public enum Kind {
    /** An id that is a word for nothing, such as {@code NULL}. */
    NULL_WORD,
    /** An id that is a whole number, such as {@code 7}. Only the first one of a reader counts. */
    WHOLE_NUMBER,
    /** An id that is a whole number with zeros behind a point, such as {@code 7.0}. */
    POINTED_NUMBER,
    /** A currency. */
    CURRENCY,
    /** A record with the key of an earlier one, and other values; the value is the key. */
    DIFFERENT_REPEAT;

    /** Whether all values of a column are one observation, with the smallest value as example. */
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
