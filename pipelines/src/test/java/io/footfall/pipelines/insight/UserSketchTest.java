package io.footfall.pipelines.insight;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sketch forgets the ids, and knows about how many there were. */
class UserSketchTest {

  private static UserSketch of(Iterable<String> ids) {
    UserSketch sketch = new UserSketch();
    ids.forEach(sketch::add);
    return sketch;
  }

  private static UserSketch ofFirst(int n, String prefix) {
    UserSketch sketch = new UserSketch();
    for (int i = 0; i < n; i++) {
      sketch.add(prefix + i);
    }
    return sketch;
  }

  @Test
  void emptySketchEstimatesZero() {
    assertThat(SketchEstimate.of(new UserSketch()), is(0.0));
    assertThat(new UserSketch().sparse(), is(new int[0]));
  }

  @Property(tries = 200)
  void registersOfBothSetsAreTheLargerOnes(
      @ForAll List<String> one,
      @ForAll List<String> other,
      @ForAll @IntRange(min = 9, max = 11) int precision) {
    Set<String> both = new HashSet<>(one);
    both.addAll(other);
    Map<Integer, Integer> union = new TreeMap<>();
    for (List<String> ids : List.of(one, other)) {
      for (int pair : of(ids).withPrecision(precision).sparse()) {
        union.merge(pair >> 6, pair & 63, Math::max);
      }
    }

    int[] registers =
        union.entrySet().stream().mapToInt(r -> r.getKey() << 6 | r.getValue()).toArray();
    assertThat(of(both).withPrecision(precision).sparse(), is(registers));
  }

  @Test
  void reducesThePrecisionInSteps() {
    UserSketch sketch = ofFirst(5_000, "a");
    assertThat(sketch.withPrecision(10).withPrecision(9), is(sketch.withPrecision(9)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 100_000, 1_000_000})
  void estimateIsWithinFourStandardErrors(int n) {
    for (String prefix : List.of("", "user-", "ü", "https://shop.example/")) {
      UserSketch sketch = ofFirst(n, prefix);
      for (int precision = 9; precision <= 11; precision++) {
        double error = Math.max(0.5, 4 * SketchEstimate.standardError(precision) * n);
        assertThat(
            prefix + n + " at " + precision,
            SketchEstimate.of(sketch.withPrecision(precision)),
            closeTo(n, error));
      }
    }
  }

  /** One estimate can be right by chance. */
  @Test
  void errorsMatchTheStandardError() {
    int sketches = 200;
    int n = 40_000;
    double squares = 0;
    double sum = 0;
    for (int i = 0; i < sketches; i++) {
      double error = SketchEstimate.of(ofFirst(n, i + ":")) / n - 1;
      squares += error * error;
      sum += error;
    }
    double expected = SketchEstimate.standardError(UserSketch.PRECISION);

    assertThat(Math.sqrt(squares / sketches), closeTo(expected, 0.2 * expected));
    assertThat("there is no bias", sum / sketches, closeTo(0, 3 * expected / Math.sqrt(sketches)));
  }

  @Test
  void writesOneDigitPerRegister() {
    UserSketch sketch = ofFirst(20_000, "");
    String dense = sketch.dense();
    int[] sparse = sketch.sparse();

    assertThat(dense.length(), is(2048));
    for (int pair : sparse) {
      int digit =
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
              .indexOf(dense.charAt(pair >> 6));
      assertThat(digit, is(pair & 63));
    }
    assertThat(dense.chars().filter(c -> c != 'A').count(), is((long) sparse.length));
  }

  @Test
  void precisionIsOnlyEverReduced() {
    UserSketch coarse = ofFirst(10, "").withPrecision(9);

    assertThrows(IllegalArgumentException.class, () -> coarse.withPrecision(11));
  }
}
