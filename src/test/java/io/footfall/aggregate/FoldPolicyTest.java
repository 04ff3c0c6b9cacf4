package io.footfall.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

class FoldPolicyTest {
  private static final int MANY = 3_000_000;

  /**
   * Returns how many of {@code rows} rows are folded if each key repeats {@code timesEach} times in
   * a row.
   */
  private static int folded(FoldPolicy policy, int rows, int timesEach) {
    int folded = 0;
    int keys = 0;
    for (int row = 0; row < rows; row++) {
      if (policy.bypasses()) {
        continue;
      }
      folded++;
      if (row % timesEach == 0 && policy.drainsAt(++keys, 0)) {
        keys = 0;
        policy.drained();
      }
    }
    return folded;
  }

  @Test
  void foldsKeysThatRepeat() {
    assertThat(folded(new FoldPolicy(Long.MAX_VALUE), MANY, 10), is(MANY));
  }

  @Test
  void passesOnUniqueKeysExceptSamples() {
    // The policy samples 16,384 rows, then skips 1,048,576.
    assertThat(folded(new FoldPolicy(Long.MAX_VALUE), MANY, 1), is(3 * 16_384));
  }

  @Test
  void foldsFewRowsAlways() {
    assertThat(folded(new FoldPolicy(Long.MAX_VALUE), 16_383, 1), is(16_383));
  }

  @Test
  void passesOnKeysThatStopRepeating() {
    FoldPolicy policy = new FoldPolicy(Long.MAX_VALUE);
    int keys = 0;
    while (!policy.bypasses()) {
      // Early keys repeat ten times; later ones hardly ever.
      for (int i = 1; keys < 20_000 && i < 10; i++) {
        policy.bypasses();
      }
      if (policy.drainsAt(++keys, 0)) {
        policy.drained();
      }
    }
    assertThat(keys, is(1 << 19));
  }

  @Test
  void tableOfManyKeysIsDrainedAndTheNextRowsAreFolded() {
    FoldPolicy policy = new FoldPolicy(Long.MAX_VALUE);
    for (int drains = 0; drains < 3; drains++) {
      int keys = 0;
      do {
        // Each key has four rows, one after the other.
        for (int i = 0; i < 4; i++) {
          assertThat(policy.bypasses(), is(false));
        }
      } while (!policy.drainsAt(++keys, 0));
      policy.drained();
      assertThat(keys, is(1 << 19));
    }
  }

  @Test
  void drainsTheTableAtItsMemoryLimit() {
    FoldPolicy policy = new FoldPolicy(1_000);
    assertThat(policy.drainsAt(1, 1_000), is(false));
    assertThat(policy.drainsAt(2, 1_001), is(true));
    policy.drained();
    assertThat(policy.bypasses(), is(false));
  }
}
