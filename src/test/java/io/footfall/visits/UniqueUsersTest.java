package io.footfall.visits;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.footfall.aggregate.AnyWay;
import io.footfall.aggregate.NastyValues;
import io.footfall.aggregate.PartialWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** How many users there are, exact for any id; the same whatever the way. */
class UniqueUsersTest {

  private static long count(List<String> ids, AnyWay way) {
    VisitRow row = new VisitRow();
    return way
        .go(
            ids,
            UniqueUsers::foldingTo,
            (users, id) -> {
              row.set(new Visit(id, 0, "/", BigDecimal.ZERO));
              users.add(row);
            },
            UniqueUsers::merging)
        .stream()
        .mapToLong(UniqueUsers::count)
        .sum();
  }

  @Provide
  static Arbitrary<List<String>> ids() {
    return NastyValues.keys().list().ofMaxSize(150);
  }

  @Provide
  static Arbitrary<AnyWay> ways() {
    return AnyWay.ways();
  }

  @Property(tries = 400)
  void resultIsIndependentOfSplitAndOrder(
      @ForAll("ids") List<String> ids, @ForAll("ways") AnyWay way) {
    assertThat(count(ids, way), is((long) new HashSet<>(ids).size()));
  }

  @Test
  void countsUsersOnceAcrossPartialSets() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      ids.add(Integer.toString(i));
      ids.add("a-user-with-a-long-id-" + i);
      ids.add(Integer.toString(i / 2));
    }
    assertThat(count(ids, new AnyWay(2, 3, 1 << 18, 1 << 16, 7)), is(100_000L));
  }

  @Test
  void returnsNoUsersWithoutVisits() {
    assertThat(count(List.of(), new AnyWay(1, 1, 0, 0, 0)), is(0L));
  }

  @Test
  void emitsPartialsBeforeTheMemoryLimit() {
    List<byte[]> chunks = new ArrayList<>();
    UniqueUsers users =
        UniqueUsers.foldingTo(
            new PartialWriter(0, 1, Long.MAX_VALUE, (p, chunk) -> chunks.add(chunk)), 1 << 20);
    VisitRow row = new VisitRow();
    long most = 0;
    for (int i = 0; i < 200_000; i++) {
      row.set(new Visit("a-user-with-a-rather-long-id-" + i, 0, "/", BigDecimal.ZERO));
      users.add(row);
      most = Math.max(most, users.memory());
    }
    assertThat(
        most,
        is(allOf(greaterThan(1L << 19), lessThan(4L << 20)))); // All of them take more than eight.
    assertThat(chunks.isEmpty(), is(false));
  }
}
