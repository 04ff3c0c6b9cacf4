package io.footfall.accounting;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.rejects.RejectCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AccountingTest {

  /** The outcome of a record or a line. */
  private enum Fate {
    OK,
    REJECTED,
    DUPLICATE,
    LATE,
    BLANK_LINE,
    REPEATED_HEADER
  }

  private record Slice(String source, List<Fate> fates, RejectCode code) {
    SourceCounts counts() {
      SourceCounts counts = new SourceCounts();
      for (Fate fate : fates) {
        counts.bytes += 10;
        if (fate.compareTo(Fate.LATE) <= 0) {
          counts.read++;
        }
        switch (fate) {
          case OK -> counts.ok++;
          case REJECTED -> counts.reject(code);
          case DUPLICATE -> counts.duplicate++;
          case LATE -> counts.late++;
          case BLANK_LINE -> counts.blankLines++;
          case REPEATED_HEADER -> counts.repeatedHeaders++;
        }
      }
      return counts;
    }
  }

  @Provide
  static Arbitrary<List<Slice>> slices() {
    return Combinators.combine(
            Arbitraries.of("a.csv", "b.csv", "\u00e9/\u00e9.csv"),
            Arbitraries.of(Fate.class).list().ofMaxSize(30),
            Arbitraries.of(RejectCode.class))
        .as(Slice::new)
        .list()
        .ofMaxSize(20);
  }

  private static Accounting accounting(List<Slice> slices, List<Integer> order) {
    Accounting accounting = new Accounting();
    for (int i : order) {
      Slice slice = slices.get(i);
      // A slice starts where the previous one ends; any increasing numbers will do.
      accounting.add(
          new ByteInput(
              Accounting.pack(slice.source, i * 1000L, slice.fates.size(), slice.counts())));
    }
    return accounting;
  }

  @Property(tries = 300)
  void anyOrderOfSlicesGivesTheSame(@ForAll("slices") List<Slice> slices, @ForAll long seed) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    Accounting accounting = accounting(slices, order);

    Map<String, Map<Fate, Long>> naive = new TreeMap<>();
    for (Slice slice : slices) {
      Map<Fate, Long> counts = naive.computeIfAbsent(slice.source, s -> new EnumMap<>(Fate.class));
      slice.fates.forEach(fate -> counts.merge(fate, 1L, Long::sum));
    }
    assertThat(accounting.sources().keySet(), is(naive.keySet()));
    accounting
        .sources()
        .forEach(
            (source, counts) -> {
              Map<Fate, Long> expected = naive.get(source);
              assertThat(counts.ok, is(expected.getOrDefault(Fate.OK, 0L)));
              assertThat(counts.rejected(), is(expected.getOrDefault(Fate.REJECTED, 0L)));
              assertThat(counts.duplicate, is(expected.getOrDefault(Fate.DUPLICATE, 0L)));
              assertThat(counts.late, is(expected.getOrDefault(Fate.LATE, 0L)));
              assertThat(counts.blankLines, is(expected.getOrDefault(Fate.BLANK_LINE, 0L)));
              assertThat(
                  counts.repeatedHeaders, is(expected.getOrDefault(Fate.REPEATED_HEADER, 0L)));
              assertThat(counts.addsUp(), is(true));
            });
    SourceCounts total = accounting.total();
    assertThat(total.read, is(total.ok + total.rejected() + total.duplicate + total.late));
    assertThat(total.bytes, is(slices.stream().mapToLong(slice -> 10L * slice.fates.size()).sum()));
  }

  @Property(tries = 300)
  void linesBeforeASliceAreThoseOfTheSlicesBeforeIt(
      @ForAll("slices") List<Slice> slices, @ForAll long seed) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    Accounting accounting = accounting(slices, order);
    Map<String, Long> before = new TreeMap<>();
    for (int i = 0; i < slices.size(); i++) {
      Slice slice = slices.get(i);
      long lines = before.getOrDefault(slice.source, 0L);
      assertThat(accounting.linesBefore(slice.source, i * 1000L), is(lines));
      before.put(slice.source, lines + slice.fates.size());
    }
  }

  @Property(tries = 200)
  void countsComeBackAsTheyWerePacked(@ForAll("slices") List<Slice> slices) {
    SourceCounts counts = new SourceCounts();
    slices.forEach(slice -> counts.add(slice.counts()));
    ByteOutput packed = new ByteOutput();
    counts.pack(packed);
    assertThat(SourceCounts.unpack(new ByteInput(packed.toByteArray())), is(counts));
  }

  @Test
  void recordThatIsNowhereDoesNotAddUp() {
    SourceCounts counts = new SourceCounts();
    counts.read = 2;
    counts.ok = 1;
    assertThat(counts.addsUp(), is(false));
    counts.reject(RejectCode.INVALID_NUMBER);
    assertThat(counts.addsUp(), is(true));
    assertThat(counts.rejected(RejectCode.INVALID_NUMBER), is(1L));
    assertThat(
        counts.toString(), is("read 2 = ok 1 + rejected 1 + duplicate 0 + late 0 + skipped 0"));
  }
}
