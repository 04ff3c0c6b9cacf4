package io.footfall.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Collections;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RowCountTest {

  @Provide
  static Arbitrary<AnyWay> ways() {
    return AnyWay.ways();
  }

  @Property(tries = 200)
  void resultIsIndependentOfSplitAndOrder(
      @ForAll @IntRange(max = 500) int rows, @ForAll("ways") AnyWay way) {
    long count =
        way
            .go(
                Collections.nCopies(rows, "row"),
                (out, maxMemory) -> RowCount.<String>foldingTo(out),
                RowCount::add,
                RowCount::<String>merging)
            .stream()
            .mapToLong(RowCount::count)
            .sum();
    assertThat(count, is((long) rows));
  }
}
