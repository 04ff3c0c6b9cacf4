package io.footfall.pipelines.query;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Formats values of results as plain text, the same in every format. */
public final class ResultText {
  private static final int LEAST_DECIMALS = 2;

  private ResultText() {}

  /**
   * Formats a value: decimals without trailing zeros but with at least two decimals, times as ISO
   * 8601, NULL as an empty text.
   *
   * @param value a value as in {@link RowSink#row}
   */
  public static String of(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof BigDecimal decimal) {
      return plain(decimal).toPlainString();
    }
    if (value instanceof OffsetDateTime time) {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }
    if (value instanceof LocalDateTime time) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
    }
    return value.toString();
  }

  /** Returns a decimal without trailing zeros, but with at least two decimals if it has any. */
  static BigDecimal plain(BigDecimal decimal) {
    if (decimal.scale() <= LEAST_DECIMALS) {
      return decimal;
    }
    BigDecimal stripped = decimal.stripTrailingZeros();
    return stripped.scale() < LEAST_DECIMALS ? stripped.setScale(LEAST_DECIMALS) : stripped;
  }
}
