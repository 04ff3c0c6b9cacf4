package io.footfall.visits;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.footfall.aggregate.AnyWay;
import io.footfall.aggregate.NastyValues;
import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowSorter;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Per URL: visits, exact time, first visit; the same whatever the way, and what section 2.1 of
 * src/docs/formats.md says.
 */
class UrlTotalsTest {
  private static final AnyWay ONE_WAY = new AnyWay(3, 4, 1L << 17, 0, 42);

  /** Computes the totals one visit at a time, with the library's own numbers. */
  private static Map<String, UrlVisits> naive(List<Visit> visits) {
    Map<String, UrlVisits> totals = new TreeMap<>();
    for (Visit visit : visits) {
      totals.merge(
          visit.url(),
          new UrlVisits(visit.url(), 1, visit.duration(), visit.epochMicros()),
          (sum, one) ->
              new UrlVisits(
                  sum.url(),
                  sum.visits() + 1,
                  sum.timeSpent().add(one.timeSpent()),
                  Math.min(sum.firstVisitMicros(), one.firstVisitMicros())));
    }
    return totals;
  }

  private static final Comparator<UrlVisits> REPORT_ORDER =
      Comparator.comparing(UrlVisits::visits)
          .reversed()
          .thenComparing(UrlVisits::firstVisitMicros)
          .thenComparing(
              (a, b) ->
                  Arrays.compareUnsigned(
                      a.url().getBytes(StandardCharsets.UTF_8),
                      b.url().getBytes(StandardCharsets.UTF_8)));

  private static List<UrlTotals> totals(List<Visit> visits, AnyWay way) {
    VisitRow row = new VisitRow();
    return way.go(
        visits,
        UrlTotals::foldingTo,
        (totals, visit) -> {
          row.set(visit);
          totals.add(row);
        },
        UrlTotals::merging);
  }

  private static Map<String, UrlVisits> results(List<UrlTotals> partitions) {
    Map<String, UrlVisits> results = new TreeMap<>();
    for (UrlTotals partition : partitions) {
      partition.forEach(
          url -> assertThat("twice: " + url, results.put(url.url(), url) == null, is(true)));
    }
    return results;
  }

  @Provide
  static Arbitrary<List<Visit>> visits() {
    Arbitrary<Long> times =
        Arbitraries.of(Long.MIN_VALUE, -1L, 0L, 1L, 1_700_000_000_000_000L, Long.MAX_VALUE);
    return Combinators.combine(NastyValues.keys(), times, NastyValues.decimals())
        .as((url, time, duration) -> new Visit("user", time, url, duration))
        .list()
        .ofMaxSize(120);
  }

  @Provide
  static Arbitrary<AnyWay> ways() {
    return AnyWay.ways();
  }

  @Property(tries = 400)
  void resultIsIndependentOfSplitAndOrder(
      @ForAll("visits") List<Visit> visits, @ForAll("ways") AnyWay way) {
    assertThat(results(totals(visits, way)), is(naive(visits)));
  }

  @Property(tries = 200)
  void reportOrderIsVisitsThenFirstVisitThenBytes(@ForAll("visits") List<Visit> visits) {
    UrlTotals totals = totals(visits, new AnyWay(2, 1, Long.MAX_VALUE, 0, 1)).get(0);
    List<UrlVisits> expected = new ArrayList<>(naive(visits).values());
    expected.sort(REPORT_ORDER);

    List<String> ranked = new ArrayList<>();
    RowSorter sorter = totals.ranked();
    for (int rank = 0; rank < sorter.size(); rank++) {
      ByteOutput url = new ByteOutput();
      totals.appendUrl(sorter.place(rank), url);
      ranked.add(new String(url.toByteArray(), StandardCharsets.UTF_8));
    }
    assertThat(ranked, is(expected.stream().map(UrlVisits::url).toList()));
    assertThat(totals.mostVisited(), is(expected.stream().findFirst()));
  }

  @Property(tries = 200)
  void mostVisitedOfAllIsTheFirstOfThePartitionsFirsts(
      @ForAll("visits") List<Visit> visits, @ForAll("ways") AnyWay way) {
    UrlTotals firsts = UrlTotals.merging();
    for (UrlTotals partition : totals(visits, way)) {
      ByteOutput packed = new ByteOutput();
      partition.packMostVisited(packed);
      firsts.merge(
          new ByteInput(Arrays.copyOf(packed.toByteArray(), packed.size() + 16), 0, packed.size()));
    }
    Optional<UrlVisits> expected = naive(visits).values().stream().min(REPORT_ORDER);
    assertThat(firsts.mostVisited(), is(expected));
  }

  @Test
  void countsUrlsThatBypassTheTable() {
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      visits.add(new Visit("u", i, "https://shop.example/" + i, BigDecimal.valueOf(i, i % 4)));
      if (i % 500 == 0) {
        visits.add(new Visit("u", -i, "https://shop.example/" + i, BigDecimal.ONE));
      }
    }
    // One bundle and no early sending: the policy alone decides.
    List<UrlTotals> partitions = new ArrayList<>();
    List<List<byte[]>> chunks = List.of(new ArrayList<>(), new ArrayList<>());
    PartialWriter out = new PartialWriter(0, 2, 1 << 20, (p, c) -> chunks.get(p).add(c));
    UrlTotals folded = UrlTotals.foldingTo(out, Long.MAX_VALUE);
    VisitRow row = new VisitRow();
    for (Visit visit : visits) {
      row.set(visit);
      folded.add(row);
    }
    assertThat("keys held while most are passed on", folded.size() < 20_000, is(true));
    folded.drain();
    out.finish();
    for (List<byte[]> ofPartition : chunks) {
      UrlTotals merged = UrlTotals.merging();
      ofPartition.forEach(chunk -> merged.merge(PartialWriter.entriesOf(chunk)));
      partitions.add(merged);
    }
    assertThat(results(partitions), is(naive(visits)));
  }

  @Test
  void averageIsRoundedOnceFromTheExactSum() {
    List<Visit> visits =
        List.of(
            new Visit("1", 0, "/a", new BigDecimal("0.0005")),
            new Visit("2", 0, "/a", new BigDecimal("0.0005")),
            new Visit("3", 0, "/a", new BigDecimal("0.0005")));
    UrlVisits url = results(totals(visits, ONE_WAY)).get("/a");
    assertThat(url.timeSpent(), is(new BigDecimal("0.0015")));
    assertThat(url.averageTimeSpent(), is(Optional.of(new BigDecimal("0.001"))));
  }

  @Test
  void returnsNoUrlsWithoutVisits() {
    assertThat(results(totals(List.of(), ONE_WAY)), is(Map.of()));
    assertThat(UrlTotals.merging().mostVisited(), is(Optional.empty()));
  }

  @Test
  void emitsPartialsBeforeTheMemoryLimit() {
    List<byte[]> chunks = new ArrayList<>();
    UrlTotals totals =
        UrlTotals.foldingTo(
            new PartialWriter(0, 1, Long.MAX_VALUE, (p, chunk) -> chunks.add(chunk)), 1 << 20);
    VisitRow row = new VisitRow();
    long most = 0;
    for (int i = 0; i < 10_000; i++) {
      row.set(new Visit("1", 0, "/" + i + "x".repeat(1_000), BigDecimal.ONE));
      totals.add(row);
      most = Math.max(most, totals.memory());
    }
    assertThat(
        most,
        is(allOf(greaterThan(1L << 19), lessThan(3L << 20)))); // All of them take more than ten.
    assertThat(chunks.isEmpty(), is(false));
  }

  @Test
  void urlsThatDoNotRepeatAreNotHeld() {
    UrlTotals totals =
        UrlTotals.foldingTo(new PartialWriter(0, 1, 0, (p, chunk) -> {}), Long.MAX_VALUE);
    VisitRow row = new VisitRow();
    for (int i = 0; i < 40_000; i++) {
      row.set(new Visit("1", 0, "/" + i, BigDecimal.ONE));
      totals.add(row);
    }
    assertThat(totals.size(), is(0));
  }

  @Test
  void urlsThatRepeatAreHeld() {
    UrlTotals merged = UrlTotals.merging();
    PartialWriter writer =
        new PartialWriter(0, 1, 0, (p, chunk) -> merged.merge(PartialWriter.entriesOf(chunk)));
    UrlTotals totals = UrlTotals.foldingTo(writer, Long.MAX_VALUE);
    VisitRow row = new VisitRow();
    for (int i = 0; i < 100_000; i++) {
      row.set(new Visit("1", 0, "/" + i / 5, BigDecimal.ONE));
      totals.add(row);
    }
    assertThat(merged.size(), is(0));
    totals.drain();
    writer.finish();
    assertThat(merged.size(), is(20_000));
    assertThat(merged.visits(), is(100_000L));
  }
}
