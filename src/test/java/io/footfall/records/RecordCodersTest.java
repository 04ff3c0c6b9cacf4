package io.footfall.records;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import io.footfall.accounting.SourceCounts;
import io.footfall.accounting.SourceCountsCoder;
import io.footfall.aggregate.NastyValues;
import io.footfall.purchases.CustomerDay;
import io.footfall.purchases.CustomerDayCoder;
import io.footfall.purchases.Purchase;
import io.footfall.purchases.PurchaseCoder;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCode;
import io.footfall.rejects.RejectCoder;
import io.footfall.visits.UrlVisits;
import io.footfall.visits.UrlVisitsCoder;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitCoder;
import io.footfall.visits.VisitRow;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCodersTest {

  @Provide
  static Arbitrary<Visit> visits() {
    return Combinators.combine(
            NastyValues.keys(),
            Arbitraries.longs(),
            NastyValues.keys(),
            NastyValues.decimals().injectNull(0.1))
        .as(Visit::new);
  }

  @Provide
  static Arbitrary<UrlVisits> urlVisits() {
    return Combinators.combine(
            NastyValues.keys(),
            Arbitraries.longs().greaterOrEqual(1),
            Arbitraries.longs().between(0, 1),
            NastyValues.decimals(),
            Arbitraries.longs())
        .as(UrlVisits::new);
  }

  @Provide
  static Arbitrary<Purchase> purchases() {
    Arbitrary<String> texts = Arbitraries.oneOf(Arbitraries.just(""), NastyValues.keys());
    return Combinators.combine(
            texts,
            NastyValues.keys(),
            Arbitraries.longs(),
            dates(),
            texts,
            texts,
            NastyValues.signedDecimals())
        .as(Purchase::new);
  }

  @Provide
  static Arbitrary<CustomerDay> customerDays() {
    return Combinators.combine(dates(), NastyValues.keys(), NastyValues.signedDecimals())
        .as(CustomerDay::new);
  }

  private static Arbitrary<LocalDate> dates() {
    return Arbitraries.longs()
        .between(
            LocalDate.parse("0001-01-01").toEpochDay(), LocalDate.parse("9999-12-31").toEpochDay())
        .map(LocalDate::ofEpochDay);
  }

  @Provide
  static Arbitrary<Reject> rejects() {
    Arbitrary<String> texts = NastyValues.keys();
    return Combinators.combine(
            Arbitraries.of(RejectCode.class),
            texts,
            texts,
            Arbitraries.longs().greaterOrEqual(0),
            texts.injectNull(0.3),
            texts.injectNull(0.3),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(20))
        .as(
            (code, message, source, number, column, expected, raw) ->
                new Reject(
                    code, message, source, number, number, number, column, expected, raw, 1, number,
                    null));
  }

  @Provide
  static Arbitrary<SourceCounts> counts() {
    return Arbitraries.longs()
        .greaterOrEqual(0)
        .list()
        .ofSize(7)
        .map(
            n -> {
              SourceCounts counts = new SourceCounts();
              counts.read = n.get(0);
              counts.ok = n.get(1);
              counts.duplicate = n.get(2);
              counts.late = n.get(3);
              counts.blankLines = n.get(4);
              counts.repeatedHeaders = n.get(5);
              counts.bytes = n.get(6);
              counts.reject(RejectCode.LATE);
              return counts;
            });
  }

  private static <T> void comesBack(Coder<T> coder, T one, T other) throws Exception {
    CoderProperties.coderDecodeEncodeEqual(coder, one);
    CoderProperties.coderDecodeEncodeEqual(coder, other);
    CoderProperties.coderDeterministic(coder, one, CoderUtils.clone(coder, one));
    CoderProperties.structuralValueConsistentWithEquals(coder, one, other);
    if (coder.consistentWithEquals()) {
      CoderProperties.coderConsistentWithEquals(coder, one, other);
    }
  }

  @Property(tries = 200)
  void readsBackVisits(@ForAll("visits") Visit one, @ForAll("visits") Visit other)
      throws Exception {
    comesBack(VisitCoder.of(), one, other);
  }

  @Property(tries = 200)
  void readsBackUrlVisits(@ForAll("urlVisits") UrlVisits one, @ForAll("urlVisits") UrlVisits other)
      throws Exception {
    comesBack(UrlVisitsCoder.of(), one, other);
  }

  @Property(tries = 200)
  void readsBackPurchases(@ForAll("purchases") Purchase one, @ForAll("purchases") Purchase other)
      throws Exception {
    comesBack(PurchaseCoder.of(), one, other);
  }

  @Property(tries = 200)
  void readsBackCustomerDays(
      @ForAll("customerDays") CustomerDay one, @ForAll("customerDays") CustomerDay other)
      throws Exception {
    comesBack(CustomerDayCoder.of(), one, other);
  }

  @Property(tries = 200)
  void readsBackRejects(@ForAll("rejects") Reject one, @ForAll("rejects") Reject other)
      throws Exception {
    comesBack(RejectCoder.of(), one, other);
  }

  @Property(tries = 100)
  void readsBackSourceCounts(
      @ForAll("counts") SourceCounts one, @ForAll("counts") SourceCounts other) throws Exception {
    comesBack(SourceCountsCoder.of(), one, other);
  }

  static Stream<Arguments> coders() {
    return Stream.of(
        Arguments.of(Visit.class, VisitCoder.of()),
        Arguments.of(UrlVisits.class, UrlVisitsCoder.of()),
        Arguments.of(Purchase.class, PurchaseCoder.of()),
        Arguments.of(CustomerDay.class, CustomerDayCoder.of()),
        Arguments.of(Reject.class, RejectCoder.of()),
        Arguments.of(SourceCounts.class, SourceCountsCoder.of()));
  }

  @ParameterizedTest
  @MethodSource("coders")
  void beamFindsTheCoder(Class<?> record, Coder<?> coder) throws CannotProvideCoderException {
    Coder<?> found = CoderRegistry.createDefault().getCoder(TypeDescriptor.of(record));
    assertThat(found, instanceOf(coder.getClass()));
    assertThat(coder.getEncodedTypeDescriptor(), is(TypeDescriptor.of(record)));
  }

  @ParameterizedTest
  @MethodSource("coders")
  void coderTravelsToWorkers(Class<?> record, Coder<?> coder) {
    CoderProperties.coderSerializable(coder);
    assertThat(coder.getEncodedTypeDescriptor().getRawType() == record, is(true));
  }

  @Property(tries = 200)
  void rowEqualsTheVisit(@ForAll("visits") Visit one, @ForAll("visits") Visit other) {
    VisitRow row = new VisitRow();
    row.set(one);
    assertThat(row.toVisit(), is(one));
    row.set(other);
    assertThat(row.toVisit(), is(other));
  }

  @Property
  void decimalWithAnExponentIsTheSameNumberWithoutOne(@ForAll("exponents") int exponent) {
    BigDecimal number = new BigDecimal("12e" + exponent);
    Visit visit = new Visit("1", 0, "/", number);
    assertThat(visit.duration().compareTo(number), is(0));
    assertThat(visit.duration().scale() >= 0, is(true));
  }

  @Provide
  static Arbitrary<Integer> exponents() {
    return Arbitraries.integers().between(-2000, 1998);
  }
}
