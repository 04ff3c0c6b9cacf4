package io.footfall.transforms.purchases;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.purchases.CustomerDay;
import io.footfall.purchases.PurchasesDataset;
import io.footfall.records.ReadSettings;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.transforms.count.CountRecords;
import io.footfall.transforms.count.WrittenReport;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestPipelineExtension.class)
class SummarizePurchasesTest {
  private static final String HEADER =
      "transaction_id,customer_id,timestamp,product_name,product_category,product_price,quantity\n";

  @TempDir Path temp;

  private List<List<String>> rows(TestPipeline pipeline, String content, CountRecords how)
      throws Exception {
    Path file = Files.writeString(temp.resolve("purchases.csv"), content);
    WrittenReport report = new WrittenReport(temp.resolve("report"));
    PAssert.thatSingleton(report.count(pipeline, file.toString(), how))
        .isEqualTo(temp.resolve("report/run.json").toString());
    pipeline.run();
    return report.table("customer_days");
  }

  private static CountRecords summarize(ZoneId zone, ReadSettings settings) {
    return CountRecords.of(new PurchasesDataset(zone), settings);
  }

  @Test
  void filesBecomeAReport(TestPipeline pipeline) throws Exception {
    assertThat(
        rows(
            pipeline,
            HEADER
                + "1,1,2022-03-01 10:00:00,Product A,Category 1,10.00,1\n"
                + "2,2,2022-03-01 11:00:00,Product B,Category 2,20.00,2\n"
                + "3,1,2022-03-01 12:00:00,Product C,Category 1,15.00,3\n"
                + "4,3,2022-03-02 09:00:00,Product A,Category 1,30.00,1\n"
                + "5,1,2022-03-02 11:00:00,Product B,Category 2,25.00,2\n",
            summarize(ZoneOffset.UTC, ReadSettings.defaults())),
        is(
            List.of(
                List.of("date", "customer_id", "total_spent"),
                List.of("2022-03-01", "1", "55.00"),
                List.of("2022-03-01", "2", "40.00"),
                List.of("2022-03-02", "1", "50.00"),
                List.of("2022-03-02", "3", "30.00"))));
  }

  @Test
  void usesTheGivenZoneAndSettings(TestPipeline pipeline) throws Exception {
    assertThat(
        rows(
            pipeline,
            "1;2022-03-01 23:30:00Z;5\n",
            summarize(
                    ZoneId.of("Europe/Berlin"),
                    ReadSettings.defaults()
                        .withDelimiter(';')
                        .withoutHeader(List.of("customer_id", "timestamp", "amount")))
                .withPartitions(3)),
        is(
            List.of(
                List.of("date", "customer_id", "total_spent"),
                List.of("2022-03-02", "1", "5.00"))));
  }

  @Test
  void numbersAreThoseOfTheTransformsOnTheSameRecords(TestPipeline pipeline) throws Exception {
    ZoneId zone = ZoneId.of("America/New_York");
    Random random = new Random(11);
    String[] prices = {"10.00", "0.333", "-5", "123456789012345678901.5", "9223372036854775807"};
    String[] customers = {"1", "007", "7", "a-customer-with-a-long-id", "\"c,1\"", "\u00fc"};
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      lines.add(
          i
              + ","
              + (random.nextInt(3) == 0
                  ? Integer.toString(random.nextInt(200))
                  : customers[random.nextInt(customers.length)])
              + String.format(
                  ",2024-03-%02d %02d:00:00", 1 + random.nextInt(31), random.nextInt(24))
              + (random.nextBoolean() ? "Z" : "")
              + ",name,\"a, category\","
              + (random.nextInt(30) == 0 ? "ten" : prices[random.nextInt(prices.length)])
              + ","
              + (random.nextInt(7) - 2));
    }
    List<String> fused =
        rows(pipeline, HEADER + String.join("\n", lines), summarize(zone, ReadSettings.defaults()))
            .stream()
            .skip(1)
            .map(row -> String.join(" ", row))
            .toList();

    TestPipeline other = TestPipeline.create().enableAbandonedNodeEnforcement(true);
    PAssert.that(
            other
                .apply("Lines", Create.of(lines))
                .apply("ParsePurchases", ParsePurchases.ofLines().withZone(zone))
                .getRecords()
                .apply("SumPurchases", SumPurchases.perDayAndCustomer())
                .apply(
                    "Csv",
                    MapElements.into(TypeDescriptors.strings()).via(SummarizePurchasesTest::csv)))
        .containsInAnyOrder(fused);
    other.run();
  }

  private static String csv(CustomerDay day) {
    BigDecimal total = day.totalSpent();
    return day.date()
        + " "
        + day.customerId()
        + " "
        + total.setScale(Math.max(2, total.scale())).toPlainString();
  }
}
