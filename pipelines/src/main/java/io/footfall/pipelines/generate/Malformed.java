package io.footfall.pipelines.generate;

/** What can be wrong with a malformed row; the rows that are malformed take turns. */
enum Malformed {
  /** A timestamp that is none. */
  TIMESTAMP("INVALID_TIMESTAMP"),
  /** A timestamp that looks right, on a day that no calendar has. */
  THIRTIETH_OF_FEBRUARY("INVALID_TIMESTAMP"),
  /** A duration or a price with a letter in it. */
  NUMBER("INVALID_NUMBER"),
  /** A negative duration; of a purchase, where any sign is right, a quantity that is no integer. */
  NEGATIVE("NEGATIVE_DURATION"),
  /** The last fields are missing. */
  TOO_FEW_FIELDS("TOO_FEW_FIELDS"),
  /** One field more than the header has. */
  TOO_MANY_FIELDS("TOO_MANY_FIELDS"),
  /** No id of the user or customer. */
  EMPTY_ID("MISSING_FIELD"),
  /** Bytes in a text field that are not UTF-8. */
  UTF8("INVALID_UTF8");

  private static final Malformed[] ALL = values();

  private final String code;

  Malformed(String code) {
    this.code = code;
  }

  /** Which one has the {@code n}th turn. */
  static Malformed turn(long n) {
    return ALL[(int) (n % ALL.length)];
  }

  /** The error code that a reader must give. */
  String code(Dataset dataset) {
    return this == NEGATIVE && dataset == Dataset.PURCHASES ? NUMBER.code : code;
  }
}
