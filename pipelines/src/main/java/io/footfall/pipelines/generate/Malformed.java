package io.footfall.pipelines.generate;

/** The defects of malformed rows, used in turn. */
enum Malformed {
  /** Text that is not a timestamp. */
  TIMESTAMP("INVALID_TIMESTAMP"),
  /** A well-formed timestamp with a date that does not exist. */
  THIRTIETH_OF_FEBRUARY("INVALID_TIMESTAMP"),
  /** A duration or price that contains a letter. */
  NUMBER("INVALID_NUMBER"),
  /**
   * A negative duration; for purchases, where any sign is valid, a quantity that is not an integer.
   */
  NEGATIVE("NEGATIVE_DURATION"),
  /** The last fields are missing. */
  TOO_FEW_FIELDS("TOO_FEW_FIELDS"),
  /** One field more than the header. */
  TOO_MANY_FIELDS("TOO_MANY_FIELDS"),
  /** An empty user or customer id. */
  EMPTY_ID("MISSING_FIELD"),
  /** Invalid UTF-8 in a text field. */
  UTF8("INVALID_UTF8");

  private static final Malformed[] ALL = values();

  private final String code;

  Malformed(String code) {
    this.code = code;
  }

  /** Returns the defect of the {@code n}th malformed row. */
  static Malformed turn(long n) {
    return ALL[(int) (n % ALL.length)];
  }

  /** Returns the expected error code. */
  String code(Dataset dataset) {
    return this == NEGATIVE && dataset == Dataset.PURCHASES ? NUMBER.code : code;
  }
}
