package io.footfall.transforms.purchases;

import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.purchases.Purchase;
import io.footfall.purchases.PurchaseRow;
import io.footfall.rejects.Reject;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.transforms.records.ParseRecords;
import io.footfall.transforms.records.ParsedRecords;
import io.footfall.transforms.records.SumCounts;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.values.TimestampedValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestPipelineExtension.class)
class ParsePurchasesTest {
  private static final String GOOD = "t1,c1,2024-03-01 23:30:00,Shoe,Shoes,10.00,2";

  private static Purchase purchase(String time, String date, String amount) {
    return purchase("t1", "c1", time, date, "Shoe", "Shoes", amount);
  }

  private static Purchase purchase(
      String transaction,
      String customer,
      String time,
      String date,
      String name,
      String category,
      String amount) {
    return new Purchase(
        transaction,
        customer,
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time)),
        LocalDate.parse(date),
        name,
        category,
        new BigDecimal(amount));
  }

  private static ParsedRecords<Purchase> parse(
      TestPipeline pipeline, ParseRecords<String, PurchaseRow, Purchase> parse, String... lines) {
    return pipeline.apply("Lines", Create.of(Arrays.asList(lines))).apply("ParsePurchases", parse);
  }

  @Test
  void lineBecomesAPurchaseWithItsOwnTimeAndItsExactAmount(TestPipeline pipeline) {
    ParsedRecords<Purchase> parsed = parse(pipeline, ParsePurchases.ofLines(), GOOD);
    PAssert.that(parsed.getRecords().apply("Reify", Reify.timestamps()))
        .containsInAnyOrder(
            TimestampedValue.of(
                purchase("2024-03-01T23:30:00Z", "2024-03-01", "20.00"),
                org.joda.time.Instant.parse("2024-03-01T23:30:00Z")));
    PAssert.that(parsed.getRejects()).empty();
    pipeline.run();
  }

  @Test
  void dayIsThatOfTheZone(TestPipeline pipeline) {
    ParsedRecords<Purchase> parsed =
        parse(
            pipeline,
            ParsePurchases.ofLines().withZone(ZoneId.of("Europe/Berlin")),
            GOOD,
            GOOD.replace("23:30:00", "23:30:00Z"));
    PAssert.that(parsed.getRecords())
        .containsInAnyOrder(
            purchase("2024-03-01T22:30:00Z", "2024-03-01", "20.00"),
            purchase("2024-03-01T23:30:00Z", "2024-03-02", "20.00"));
    pipeline.run();
  }

  @Test
  void keepsAmountsExact(TestPipeline pipeline) {
    ParsedRecords<Purchase> parsed =
        parse(
            pipeline,
            ParsePurchases.ofLines(),
            "t1,c1,2024-03-01 10:00:00,Shoe,Shoes,0.1,3",
            "t1,c1,2024-03-01 10:00:00,Shoe,Shoes,19.99,-1",
            "t1,c1,2024-03-01 10:00:00,Shoe,Shoes,99999999999999999999.99,9999999999999999999",
            "t1,c1,2024-03-01 10:00:00,Shoe,Shoes,0,0");
    PAssert.that(parsed.getRecords())
        .containsInAnyOrder(
            purchase("2024-03-01T10:00:00Z", "2024-03-01", "0.3"),
            purchase("2024-03-01T10:00:00Z", "2024-03-01", "-19.99"),
            purchase(
                "2024-03-01T10:00:00Z", "2024-03-01", "999999999999999999899900000000000000000.01"),
            purchase("2024-03-01T10:00:00Z", "2024-03-01", "0"));
    pipeline.run();
  }

  @Test
  void columnsThatAreNotThereAreEmptyAndAnAmountMayStandForPriceAndQuantity(TestPipeline pipeline) {
    ParsedRecords<Purchase> parsed =
        parse(
            pipeline,
            ParsePurchases.ofLines()
                .withColumns("customer", "date", "amount", "product")
                .withDelimiter(';'),
            "c1;2024-03-01;12,5;Shoe",
            "c1;2024-03-01;12.5;\"Shoe; \"\"red\"\"\"");
    PAssert.that(parsed.getRecords())
        .containsInAnyOrder(
            purchase("", "c1", "2024-03-01T00:00:00Z", "2024-03-01", "Shoe; \"red\"", "", "12.5"));
    PAssert.thatSingleton(parsed.getRejects())
        .satisfies(
            reject -> {
              assertThat(
                  reject.message(),
                  is(
                      "amount (column 3) is '12,5'; expected a plain decimal such as 12.50. To read"
                          + " it, set --decimal=,."));
              return null;
            });
    pipeline.run();
  }

  @Test
  void jsonMessageBecomesAPurchase(TestPipeline pipeline) {
    byte[] message =
        ("{\"transaction_id\":\"t1\",\"customer_id\":\"c1\","
                + "\"timestamp\":\"2024-03-01T23:30:00Z\",\"product_name\":\"Sh\u00f6e\","
                + "\"product_price\":10.00,\"quantity\":2}")
            .getBytes(StandardCharsets.UTF_8);
    ParsedRecords<Purchase> parsed =
        pipeline
            .apply("Messages", Create.of(message))
            .apply("ParsePurchases", ParsePurchases.ofMessages().withJson());
    PAssert.that(parsed.getRecords())
        .containsInAnyOrder(
            purchase("t1", "c1", "2024-03-01T23:30:00Z", "2024-03-01", "Sh\u00f6e", "", "20.00"));
    pipeline.run();
  }

  @Test
  void badRecordIsARejectWithTheReasonAndCostsNoOther(TestPipeline pipeline) {
    String[] bad = {
      ",c1,2024-03-01 10:00:00,Shoe,Shoes,10.00,2",
      "t1,,2024-03-01 10:00:00,Shoe,Shoes,10.00,2",
      "t1,c1,01.03.2024,Shoe,Shoes,10.00,2",
      "t1,c1,2024-03-01 10:00:00,Shoe,Shoes,ten,2",
      "t1,c1,2024-03-01 10:00:00,Shoe,Shoes,,2",
      "t1,c1,2024-03-01 10:00:00,Shoe,Shoes,10.00,many",
      "t1,c1,2024-03-01 10:00:00,Shoe,10.00,2"
    };
    String[] lines = Arrays.copyOf(bad, bad.length + 1);
    lines[bad.length] = GOOD;
    ParsedRecords<Purchase> parsed = parse(pipeline, ParsePurchases.ofLines(), lines);
    PAssert.that(parsed.getRecords())
        .containsInAnyOrder(purchase("2024-03-01T23:30:00Z", "2024-03-01", "20.00"));
    PAssert.that(parsed.getRejects())
        .satisfies(
            rejects -> {
              Map<String, String> codes = new TreeMap<>();
              for (Reject reject : rejects) {
                codes.put(
                    new String(reject.raw(), StandardCharsets.UTF_8),
                    reject.code() + " " + reject.column());
              }
              assertThat(
                  codes,
                  is(
                      Map.of(
                          bad[0], "MISSING_FIELD transaction_id",
                          bad[1], "MISSING_FIELD customer_id",
                          bad[2], "INVALID_TIMESTAMP timestamp",
                          bad[3], "INVALID_NUMBER product_price",
                          bad[4], "MISSING_FIELD product_price",
                          bad[5], "INVALID_NUMBER quantity",
                          bad[6], "TOO_FEW_FIELDS null")));
              return null;
            });
    PAssert.thatSingleton(parsed.getCounts().apply("SumCounts", SumCounts.perSource()))
        .satisfies(
            sum -> {
              assertThat(
                  sum.getValue().toString(),
                  is("read 8 = ok 1 + rejected 7 + duplicate 0 + late 0 + skipped 0"));
              return null;
            });
    pipeline.run();
  }

  @Test
  void listWithoutAnyAmountIsRefusedWithTheReason() {
    assertThat(
        refusal(() -> ParsePurchases.ofLines().withColumns("customer", "date", "price")),
        is(
            "The list of columns (--columns) has no column product_price and quantity (or amount)."
                + " It is: customer,date,price. List every column of the input in order, with"
                + " the required names."));
  }
}
