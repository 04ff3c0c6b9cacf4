package io.footfall.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Verifies the assumptions of the property tests. If the hash changes, create new keys. */
class NastyValuesTest {

  @Test
  void keysOfTheSameHashAreDifferentAndHaveTheSameHash() {
    String one = NastyValues.SAME_HASH.get(0);
    String other = NastyValues.SAME_HASH.get(1);
    assertThat(one, is(not(other)));
    assertThat(NastyValues.hash(one), is(NastyValues.hash(other)));
  }

  @Test
  void keysOfTheSameSlotWantTheLastOfATableOf1024() {
    Set<Long> slots =
        NastyValues.SAME_SLOT.stream()
            .map(key -> NastyValues.hash(key) >>> 32 & 1023)
            .collect(Collectors.toSet());
    assertThat(slots, is(Set.of(1023L)));
    assertThat(NastyValues.SAME_SLOT, hasSize(12));
  }
}
