package io.footfall.pipelines.insight;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Exact decimals as whole numbers of a common unit: 12.5 and 0.25 become 1250 and 25 hundredths.
 * Numbers that JavaScript cannot represent exactly become text.
 */
final class ExactColumn {
  private static final BigInteger LARGEST_SAFE =
      BigInteger.ONE.shiftLeft(53).subtract(BigInteger.ONE);

  private final List<BigDecimal> values = new ArrayList<>();

  void add(BigDecimal value) {
    values.add(value);
  }

  BigDecimal sum() {
    return values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Returns the number of decimals that the numbers need. */
  int scale() {
    int scale = 0;
    for (BigDecimal value : values) {
      scale = Math.max(scale, value.signum() == 0 ? 0 : value.stripTrailingZeros().scale());
    }
    return scale;
  }

  /**
   * Returns whether a sum of some of the numbers, in units of that scale, can exceed the exact
   * range of a double.
   */
  boolean isBig(int scale) {
    BigInteger sum = BigInteger.ZERO;
    for (BigDecimal value : values) {
      sum = sum.add(value.abs().setScale(scale).unscaledValue());
    }
    return sum.compareTo(LARGEST_SAFE) > 0;
  }

  void write(JsonGenerator json, String name, int scale, boolean isBig) throws IOException {
    json.writeArrayFieldStart(name);
    for (BigDecimal value : values) {
      BigInteger units = value.setScale(scale).unscaledValue();
      if (isBig) {
        json.writeString(units.toString());
      } else {
        json.writeNumber(units.longValueExact());
      }
    }
    json.writeEndArray();
  }
}
