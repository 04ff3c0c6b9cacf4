package io.footfall.pipelines.check;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/**
 * A rule and the value of its metric.
 *
 * @param rule the rule
 * @param value the number; empty if there is no data
 */
record Finding(Rule rule, Optional<BigDecimal> value) {
  private static final int DECIMALS = 2;

  /** Returns whether the number is out of bounds, which includes missing data. */
  boolean isBroken() {
    return value.isEmpty() || rule.isBrokenBy(value.get());
  }

  /** Describes the number, or its absence. */
  String shown() {
    return value.map(number -> formatted(number) + rule.unit()).orElse("no data");
  }

  private String formatted(BigDecimal number) {
    BigDecimal rounded =
        number.scale() > DECIMALS ? number.setScale(DECIMALS, RoundingMode.HALF_UP) : number;
    return String.format(
        Locale.ROOT,
        (rule.isChange() ? "%+,." : "%,.") + Math.max(0, rounded.scale()) + "f",
        rounded);
  }

  /** Returns one sentence without a period. */
  String sentence() {
    return rule.text() + ": " + shown();
  }
}
