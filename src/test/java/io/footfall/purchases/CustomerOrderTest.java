package io.footfall.purchases;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.bytes.Slice;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CustomerOrderTest {
  private static final Comparator<String> BYTES =
      (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));

  /** The expected order. */
  private static final Comparator<String> EXPECTED =
      Comparator.comparing((String id) -> !isInteger(id))
          .thenComparing(id -> isInteger(id) ? new BigInteger(id) : BigInteger.ZERO)
          .thenComparing(BYTES);

  private static boolean isInteger(String id) {
    return id.matches("-?[0-9]+");
  }

  private static int compare(String a, String b) {
    Slice x = Slice.of(a);
    Slice y = Slice.of(b, '0');
    return CustomerOrder.compare(x.array(), x.from(), x.to(), y.array(), y.from(), y.to());
  }

  /** Compares like a table: by kind, then by unsigned rank, then by the rest. */
  private static int compareInSteps(String a, String b) {
    Slice x = Slice.of(a, '7');
    Slice y = Slice.of(b);
    int kind = CustomerOrder.kind(x.array(), x.from(), x.to());
    int order = Integer.compare(kind, CustomerOrder.kind(y.array(), y.from(), y.to()));
    if (order == 0) {
      order =
          Long.compareUnsigned(
              CustomerOrder.rank(kind, x.array(), x.from(), x.to()),
              CustomerOrder.rank(kind, y.array(), y.from(), y.to()));
    }
    return order != 0
        ? order
        : CustomerOrder.compareTies(x.array(), x.from(), x.to(), y.array(), y.from(), y.to());
  }

  @Provide
  Arbitrary<String> ids() {
    Arbitrary<String> numbers =
        Arbitraries.oneOf(
            Arbitraries.integers().between(-20, 20).map(String::valueOf),
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.bigIntegers()
                .between(BigInteger.TEN.pow(25).negate(), BigInteger.TEN.pow(25))
                .map(String::valueOf),
            Arbitraries.of(
                "999999999999999999",
                "1000000000000000000",
                "-999999999999999999",
                "-1000000000000000000",
                "9223372036854775808"));
    Arbitrary<String> padded =
        numbers.flatMap(
            n ->
                Arbitraries.integers()
                    .between(1, 30)
                    .map(
                        zeros ->
                            n.startsWith("-")
                                ? "-" + "0".repeat(zeros) + n.substring(1)
                                : "0".repeat(zeros) + n));
    Arbitrary<String> texts =
        Arbitraries.of("-", "1", "0", "9", ":", "/", "a", "B", "é", "\u0663", "😀", "+", ".", " ")
            .list()
            .ofMinSize(1)
            .ofMaxSize(20)
            .map(pieces -> String.join("", pieces));
    return Arbitraries.oneOf(numbers, padded, texts);
  }

  @Property(tries = 5_000)
  void matchesTheDocumentedOrder(@ForAll("ids") String a, @ForAll("ids") String b) {
    int expected = Integer.signum(EXPECTED.compare(a, b));
    assertThat(a + " and " + b, Integer.signum(compare(a, b)), is(expected));
    assertThat(a + " and " + b, Integer.signum(compareInSteps(a, b)), is(expected));
    assertThat(a, compare(a, a), is(0));
    assertThat(a, compareInSteps(a, a), is(0));
  }

  @Test
  void sortsIntegersByValueBeforeOtherIds() {
    List<String> sorted =
        List.of(
            "-12345678901234567890",
            "-2000000000000000000",
            "-7",
            "-0",
            "0",
            "00",
            "007",
            "7",
            "10",
            "999999999999999999",
            "1000000000000000000",
            "12345678901234567890",
            "-",
            "--1",
            "1.0",
            "1a",
            "7 ",
            "a",
            "é",
            "\uff11",
            "😀");
    List<String> ids = new ArrayList<>(sorted);
    java.util.Collections.reverse(ids);
    ids.sort(CustomerOrderTest::compare);
    assertThat(ids, is(sorted));
    ids.sort(Comparator.reverseOrder());
    ids.sort(CustomerOrderTest::compareInSteps);
    assertThat(ids, is(sorted));
  }
}
