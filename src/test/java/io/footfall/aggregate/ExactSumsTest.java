package io.footfall.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Sums of decimals against {@link BigDecimal}. */
class ExactSumsTest {

  @Property
  void comparesAsBigDecimalDoes(
      @ForAll @Size(max = 3) long[] addends,
      @ForAll @IntRange(max = 18) int scale,
      @ForAll long bound,
      @ForAll @IntRange(max = 18) int boundScale) {
    ExactSums sums = new ExactSums();
    long[] slots = new long[ExactSums.LONGS];
    BigDecimal sum = BigDecimal.ZERO;
    for (long addend : addends) {
      sums.add(slots, 0, addend, scale);
      sum = sum.add(BigDecimal.valueOf(addend, scale));
    }

    int order = sums.compare(slots, 0, bound, boundScale);

    assertThat(Integer.signum(order), is(sum.compareTo(BigDecimal.valueOf(bound, boundScale))));
  }
}
