package io.footfall.pipelines.console;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class NothingCountedTest {

  @Test
  void namesTheMostFrequentReasonOfTotalsWithoutCodes() {
    assertThat(
        NothingCounted.of(10, 0, 6, 3, 1).map(why -> why.sentence("")),
        is(
            Optional.of(
                "Nothing was counted: 6 of 10 records were rejected. Run 'footfall rejects' with"
                    + " the directory of --rejects to see the reasons and the options.")));
    assertThat(
        NothingCounted.of(10, 0, 3, 6, 1).map(NothingCounted::reason), is(Optional.of("LATE")));
    assertThat(
        NothingCounted.of(10, 0, 1, 3, 6).map(NothingCounted::reason), is(Optional.of("SKIPPED")));
  }

  @Test
  void somethingCountedOrNothingReadIsNoFailure() {
    assertThat(NothingCounted.of(10, 1, 9, 0, 0), is(Optional.empty()));
    assertThat(NothingCounted.of(0, 0, 0, 0, 0), is(Optional.empty()));
  }
}
