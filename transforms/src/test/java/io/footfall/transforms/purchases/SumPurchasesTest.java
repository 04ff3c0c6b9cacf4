package io.footfall.transforms.purchases;

import io.footfall.purchases.CustomerDay;
import io.footfall.purchases.Purchase;
import io.footfall.purchases.PurchaseCoder;
import io.footfall.testing.TestPipelineExtension;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestPipelineExtension.class)
class SumPurchasesTest {
  private static final Duration HOUR = Duration.standardHours(1);
  private static final Instant NOON = Instant.parse("2022-03-01T12:00:00Z");
  private static final IntervalWindow FIRST_HOUR = new IntervalWindow(NOON, HOUR);

  private static Purchase purchase(String date, String customer, String amount) {
    return new Purchase(
        "t", customer, 0, LocalDate.parse(date), "name", "category", new BigDecimal(amount));
  }

  private static TimestampedValue<Purchase> event(
      int minute, String date, String customer, String amount) {
    return TimestampedValue.of(
        purchase(date, customer, amount), NOON.plus(Duration.standardMinutes(minute)));
  }

  private static CustomerDay day(String date, String customer, String amount) {
    return new CustomerDay(LocalDate.parse(date), customer, new BigDecimal(amount));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void sumsPerCustomerAndDay(int partitions, TestPipeline pipeline) {
    PCollection<CustomerDay> days =
        pipeline
            .apply(
                "Purchases",
                Create.of(
                    purchase("2022-03-01", "1", "10.00"),
                    purchase("2022-03-01", "2", "40.00"),
                    purchase("2022-03-01", "1", "45.00"),
                    purchase("2022-03-02", "3", "30.00"),
                    purchase("2022-03-02", "1", "50.00")))
            .apply("SumPurchases", SumPurchases.perDayAndCustomer().withPartitions(partitions));
    PAssert.that(days)
        .containsInAnyOrder(
            day("2022-03-01", "1", "55.00"),
            day("2022-03-01", "2", "40.00"),
            day("2022-03-02", "1", "50.00"),
            day("2022-03-02", "3", "30.00"));
    pipeline.run();
  }

  @Test
  void totalIsExactWithAsManyDecimalsAsTheAmountThatHasMost(TestPipeline pipeline) {
    PCollection<CustomerDay> days =
        pipeline
            .apply(
                "Purchases",
                Create.of(
                    purchase("2022-03-01", "1", "0.1"),
                    purchase("2022-03-01", "1", "0.2"),
                    purchase("2022-03-01", "1", "0.0000000000000000000000001"),
                    purchase("2022-03-01", "1", "12345678901234567890"),
                    purchase("2022-03-02", "1", "10.00"),
                    purchase("2022-03-02", "1", "-10.00")))
            .apply("SumPurchases", SumPurchases.perDayAndCustomer());
    PAssert.that(days)
        .containsInAnyOrder(
            day("2022-03-01", "1", "12345678901234567890.3000000000000000000000001"),
            day("2022-03-02", "1", "0.00"));
    pipeline.run();
  }

  @Test
  void returnsNoRowsWithoutPurchases(TestPipeline pipeline) {
    PCollection<CustomerDay> days =
        pipeline
            .apply("Purchases", Create.empty(PurchaseCoder.of()))
            .apply("SumPurchases", SumPurchases.perDayAndCustomer());
    PAssert.that(days).empty();
    pipeline.run();
  }

  @Test
  void latePurchaseWithinLatenessRefinesTheTotalAndOneBeyondDoesNot(TestPipeline pipeline) {
    PCollection<CustomerDay> days =
        pipeline
            .apply(
                "Purchases",
                TestStream.create(PurchaseCoder.of())
                    .addElements(
                        event(1, "2022-03-01", "1", "10.00"), event(2, "2022-03-01", "1", "5.5"))
                    .advanceWatermarkTo(NOON.plus(Duration.standardMinutes(90)))
                    .addElements(event(3, "2022-03-01", "1", "-0.25"))
                    .advanceWatermarkTo(NOON.plus(Duration.standardMinutes(150)))
                    .addElements(event(4, "2022-03-01", "1", "1000"))
                    .advanceWatermarkToInfinity())
            .apply(
                "Hourly",
                Window.<Purchase>into(FixedWindows.of(HOUR))
                    .triggering(
                        AfterWatermark.pastEndOfWindow()
                            .withLateFirings(AfterPane.elementCountAtLeast(1)))
                    .withAllowedLateness(HOUR)
                    .accumulatingFiredPanes())
            .apply("SumPurchases", SumPurchases.perDayAndCustomer());
    PAssert.that(days).inOnTimePane(FIRST_HOUR).containsInAnyOrder(day("2022-03-01", "1", "15.50"));
    PAssert.that(days).inLatePane(FIRST_HOUR).containsInAnyOrder(day("2022-03-01", "1", "15.25"));
    pipeline.run();
  }
}
