package io.footfall.purchases;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.footfall.aggregate.AnyWay;
import io.footfall.aggregate.NastyValues;
import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowSorter;
import io.footfall.bytes.ByteOutput;
import io.footfall.bytes.Slice;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CustomerDayTotalsTest {

  private static Purchase purchase(LocalDate date, String customer, BigDecimal amount) {
    return new Purchase("t", customer, 0, date, "", "", amount);
  }

  private static String key(LocalDate date, String customer) {
    return date + " " + customer;
  }

  private static Map<String, BigDecimal> naive(List<Purchase> purchases) {
    Map<String, BigDecimal> totals = new TreeMap<>();
    for (Purchase purchase : purchases) {
      totals.merge(key(purchase.date(), purchase.customerId()), purchase.amount(), BigDecimal::add);
    }
    return totals;
  }

  private static Map<String, BigDecimal> totals(List<Purchase> purchases, AnyWay way) {
    PurchaseRow row = new PurchaseRow();
    Map<String, BigDecimal> results = new TreeMap<>();
    for (CustomerDayTotals partition :
        way.go(
            purchases,
            CustomerDayTotals::foldingTo,
            (totals, purchase) -> {
              row.set(purchase);
              totals.add(row);
            },
            CustomerDayTotals::merging)) {
      partition.forEach(
          day ->
              assertThat(
                  "twice: " + day,
                  results.put(key(day.date(), day.customerId()), day.totalSpent()) == null,
                  is(true)));
    }
    return results;
  }

  @Provide
  static Arbitrary<List<Purchase>> purchases() {
    Arbitrary<LocalDate> days =
        Arbitraries.of("0001-01-01", "1969-12-31", "1970-01-01", "2024-02-29", "9999-12-31")
            .map(LocalDate::parse);
    return Combinators.combine(days, NastyValues.keys(), NastyValues.signedDecimals())
        .as(CustomerDayTotalsTest::purchase)
        .list()
        .ofMaxSize(120);
  }

  @Provide
  static Arbitrary<AnyWay> ways() {
    return AnyWay.ways();
  }

  @Property(tries = 400)
  void resultIsIndependentOfSplitAndOrder(
      @ForAll("purchases") List<Purchase> purchases, @ForAll("ways") AnyWay way) {
    assertThat(totals(purchases, way), is(naive(purchases)));
  }

  @Property(tries = 400)
  void totalIsIndependentOfSplitAndOrder(
      @ForAll("purchases") List<Purchase> purchases, @ForAll("ways") AnyWay way) {
    PurchaseRow row = new PurchaseRow();
    BigDecimal total =
        way
            .go(
                purchases,
                (out, maxMemory) -> AmountTotal.foldingTo(out),
                (sum, purchase) -> {
                  row.set(purchase);
                  sum.add(row);
                },
                AmountTotal::merging)
            .stream()
            .map(AmountTotal::total)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(
        total,
        is(purchases.stream().map(Purchase::amount).reduce(BigDecimal.ZERO, BigDecimal::add)));
  }

  @Test
  void sumsCustomerDaysThatBypassTheTable() {
    List<Purchase> purchases = new ArrayList<>();
    LocalDate day = LocalDate.parse("2024-01-01");
    for (int i = 0; i < 60_000; i++) {
      purchases.add(
          purchase(day.plusDays(i % 300), "customer-" + i / 2, BigDecimal.valueOf(i, i % 5)));
      if (i % 500 == 0) {
        purchases.add(purchases.get(i / 2));
      }
    }
    List<byte[]> chunks = new ArrayList<>();
    PartialWriter out = new PartialWriter(0, 1, 1 << 20, (partition, chunk) -> chunks.add(chunk));
    CustomerDayTotals folded = CustomerDayTotals.foldingTo(out, Long.MAX_VALUE);
    PurchaseRow row = new PurchaseRow();
    for (Purchase purchase : purchases) {
      row.set(purchase);
      folded.add(row);
    }
    assertThat("keys held while most are passed on", folded.size() < 20_000, is(true));
    folded.drain();
    out.finish();
    CustomerDayTotals merged = CustomerDayTotals.merging();
    chunks.forEach(chunk -> merged.merge(PartialWriter.entriesOf(chunk)));
    Map<String, BigDecimal> results = new TreeMap<>();
    merged.forEach(d -> results.put(key(d.date(), d.customerId()), d.totalSpent()));
    assertThat(results, is(naive(purchases)));
  }

  @Test
  void returnsThatCancelPurchasesLeaveARowOfZero() {
    LocalDate day = LocalDate.parse("2022-03-01");
    List<Purchase> purchases =
        List.of(
            purchase(day, "1", new BigDecimal("10.00")),
            purchase(day, "1", new BigDecimal("-10.00")));
    assertThat(
        totals(purchases, new AnyWay(2, 2, 0, 0, 5)),
        is(Map.of("2022-03-01 1", new BigDecimal("0.00"))));
  }

  @Test
  void emitsPartialsBeforeTheMemoryLimit() {
    List<byte[]> chunks = new ArrayList<>();
    CustomerDayTotals totals =
        CustomerDayTotals.foldingTo(
            new PartialWriter(0, 1, Long.MAX_VALUE, (p, chunk) -> chunks.add(chunk)), 1 << 20);
    PurchaseRow row = new PurchaseRow();
    LocalDate day = LocalDate.parse("2024-01-01");
    long most = 0;
    for (int i = 0; i < 10_000; i++) {
      row.set(purchase(day, i + "x".repeat(1_000), BigDecimal.ONE));
      totals.add(row);
      most = Math.max(most, totals.memory());
    }
    assertThat(
        most,
        is(allOf(greaterThan(1L << 19), lessThan(3L << 20)))); // All of them take more than ten.
    assertThat(chunks.isEmpty(), is(false));
  }

  @Test
  void customerDaysThatDoNotRepeatAreNotHeld() {
    CustomerDayTotals totals =
        CustomerDayTotals.foldingTo(new PartialWriter(0, 1, 0, (p, chunk) -> {}), Long.MAX_VALUE);
    PurchaseRow row = new PurchaseRow();
    LocalDate day = LocalDate.parse("2024-01-01");
    for (int i = 0; i < 40_000; i++) {
      row.set(purchase(day.plusDays(i % 7), "customer-" + i, BigDecimal.ONE));
      totals.add(row);
    }
    assertThat(totals.size(), is(0));
  }

  @Property(tries = 400)
  void rowsAreRankedByDateThenCustomer(@ForAll("purchases") List<Purchase> purchases) {
    CustomerDayTotals totals = CustomerDayTotals.merging();
    PurchaseRow row = new PurchaseRow();
    for (Purchase purchase : purchases) {
      row.set(purchase);
      totals.add(row);
    }
    Comparator<String> byCustomer =
        (a, b) -> {
          Slice x = Slice.of(a);
          Slice y = Slice.of(b);
          return CustomerOrder.compare(x.array(), x.from(), x.to(), y.array(), y.from(), y.to());
        };
    List<String> expected =
        purchases.stream()
            .sorted(
                Comparator.comparing(Purchase::date)
                    .thenComparing(Purchase::customerId, byCustomer))
            .map(purchase -> key(purchase.date(), purchase.customerId()))
            .distinct()
            .toList();

    RowSorter ranked = totals.ranked();

    List<String> found = new ArrayList<>();
    for (int rank = 0; rank < ranked.size(); rank++) {
      int place = ranked.place(rank);
      ByteOutput customer = new ByteOutput();
      totals.appendCustomer(place, customer);
      found.add(
          key(
              LocalDate.ofEpochDay(totals.epochDay(place)),
              new String(customer.toByteArray(), StandardCharsets.UTF_8)));
      // Rows of several partitions are merged by these two numbers.
      if (rank > 0) {
        int first = Long.compareUnsigned(ranked.first(rank - 1), ranked.first(rank));
        assertThat(
            first < 0
                || (first == 0
                    && Long.compareUnsigned(ranked.second(rank - 1), ranked.second(rank)) <= 0),
            is(true));
        boolean sameDay = totals.epochDay(ranked.place(rank - 1)) == totals.epochDay(place);
        assertThat(first == 0 && !sameDay, is(false));
      }
    }
    assertThat(found, is(expected));
  }
}
