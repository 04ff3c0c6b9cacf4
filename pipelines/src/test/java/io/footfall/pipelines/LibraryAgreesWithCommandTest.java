package io.footfall.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.footfall.purchases.CustomerDay;
import io.footfall.purchases.Purchase;
import io.footfall.testing.TestPipelineExtension;
import io.footfall.transforms.purchases.ParsePurchases;
import io.footfall.transforms.purchases.SumPurchases;
import io.footfall.transforms.records.ParsedRecords;
import io.footfall.transforms.visits.CountUniqueUsers;
import io.footfall.transforms.visits.CountVisits;
import io.footfall.transforms.visits.CountVisitsPerUrl;
import io.footfall.transforms.visits.FindMostVisitedUrl;
import io.footfall.transforms.visits.ParseVisits;
import io.footfall.visits.UrlVisits;
import io.footfall.visits.Visit;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A user's own pipeline of the library's transforms finds the bytes that a command writes. */
@ExtendWith(TestPipelineExtension.class)
class LibraryAgreesWithCommandTest {
  private static final int RECORDS = 3_000;

  @TempDir Path temp;

  private Path report(String dataset, Path input) {
    Path output = temp.resolve("report");
    FootfallCall.runWell(dataset, "--input=" + input, "--output=" + output);
    return output;
  }

  private static String rowsOf(Path table) throws IOException {
    String text = Files.readString(table, UTF_8);
    return text.substring(text.indexOf('\n') + 1);
  }

  private static long rejected(Path report) throws IOException {
    return Long.parseLong(
        Files.readString(report.resolve("run.json"))
            .replaceAll("(?s).*?\"total\" : \\{.*?\"rejected\" : (\\d+).*", "$1"));
  }

  private Path visits() throws IOException {
    Random random = new Random(7);
    StringBuilder lines = new StringBuilder("user_id,timestamp,url,page_view_duration\n");
    for (int i = 0; i < RECORDS; i++) {
      lines.append(
          String.format(
              "%s,2024-03-%02d %02d:%02d:00,%s,%s%n",
              random.nextInt(300),
              1 + random.nextInt(28),
              random.nextInt(24),
              random.nextInt(60),
              random.nextInt(50) == 0 ? "\"/a,b\"" : "/page/" + random.nextInt(200),
              random.nextInt(40) == 0
                  ? "often"
                  : random.nextInt(9) == 0
                      ? ""
                      : BigDecimal.valueOf(random.nextInt(9_000), random.nextInt(4))
                          .toPlainString()));
    }
    return Files.writeString(temp.resolve("visits.csv"), lines.toString().replace("\r", ""));
  }

  private static String csv(UrlVisits url) {
    boolean hasTime = url.visits() > url.withoutDuration();
    return (url.url().contains(",") ? '"' + url.url() + '"' : url.url())
        + ","
        + url.visits()
        + ","
        + (hasTime ? url.timeSpent().toPlainString() : "")
        + ","
        + url.averageTimeSpent().map(BigDecimal::toPlainString).orElse("")
        + "\n";
  }

  private static String urlTable(Iterable<UrlVisits> urls) {
    StringBuilder table = new StringBuilder();
    StreamSupport.stream(urls.spliterator(), false)
        .sorted(
            Comparator.comparingLong(UrlVisits::visits)
                .reversed()
                .thenComparing(UrlVisits::firstVisitMicros)
                .thenComparing(UrlVisits::url))
        .forEach(url -> table.append(csv(url)));
    return table.toString();
  }

  @Test
  void visitsAreThoseOfTheCommand(TestPipeline pipeline) throws Exception {
    Path input = visits();
    Path report = report("visits", input);
    String urls = rowsOf(report.resolve("urls.csv"));
    String summary = rowsOf(report.resolve("summary.csv"));
    long rejected = rejected(report);
    assertThat(rejected, greaterThan(10L));

    ParsedRecords<Visit> parsed =
        pipeline
            .apply("ReadLines", TextIO.read().from(input.toString()).withSkipHeaderLines(1))
            .apply("ParseVisits", ParseVisits.ofLines());
    PCollection<Visit> visits = parsed.getRecords();
    PAssert.that(visits.apply("CountVisitsPerUrl", CountVisitsPerUrl.exactly()))
        .satisfies(
            found -> {
              assertThat(urlTable(found), is(urls));
              return null;
            });
    PAssert.thatSingleton(visits.apply("CountVisits", CountVisits.globally()))
        .isEqualTo(Long.parseLong(summary.split(",", -1)[0]));
    PAssert.thatSingleton(visits.apply("CountUniqueUsers", CountUniqueUsers.exactly()))
        .isEqualTo(Long.parseLong(summary.split(",", -1)[1]));
    PAssert.thatSingleton(visits.apply("FindMostVisitedUrl", FindMostVisitedUrl.exactly()))
        .satisfies(
            most -> {
              assertThat(urls, startsWith(csv(most)));
              return null;
            });
    PAssert.thatSingleton(parsed.getRejects().apply("CountRejects", Count.globally()))
        .isEqualTo(rejected);
    pipeline.run();
  }

  private Path purchases() throws IOException {
    Random random = new Random(8);
    StringBuilder lines =
        new StringBuilder(
            "transaction_id,customer_id,timestamp,product_name,product_category,product_price,quantity\n");
    for (int i = 0; i < RECORDS; i++) {
      lines.append(
          String.format(
              "%d,%s,2024-03-%02d %02d:%02d:00,\"Chair, blue\",Furniture,%s,%s%n",
              i,
              random.nextInt(40) == 0 ? "guest" : random.nextInt(150),
              1 + random.nextInt(28),
              random.nextInt(24),
              random.nextInt(60),
              BigDecimal.valueOf(random.nextInt(90_000), 2).toPlainString(),
              random.nextInt(50) == 0 ? "several" : random.nextInt(9) - 2));
    }
    return Files.writeString(temp.resolve("purchases.csv"), lines.toString().replace("\r", ""));
  }

  /** Numbers compare as numbers, and come before other customers. */
  private static String customerDays(Iterable<CustomerDay> days) {
    StringBuilder table = new StringBuilder();
    StreamSupport.stream(days.spliterator(), false)
        .sorted(
            Comparator.comparing(CustomerDay::date)
                .thenComparing(
                    day ->
                        day.customerId().matches("\\d+")
                            ? String.format("%09d", Long.parseLong(day.customerId()))
                            : day.customerId()))
        .forEach(
            day ->
                table
                    .append(day.date())
                    .append(',')
                    .append(day.customerId())
                    .append(',')
                    .append(day.totalSpent().setScale(2).toPlainString())
                    .append('\n'));
    return table.toString();
  }

  @Test
  void purchasesAreThoseOfTheCommand(TestPipeline pipeline) throws Exception {
    Path input = purchases();
    Path report = report("purchases", input);
    String expected = rowsOf(report.resolve("customer_days.csv"));
    long rejected = rejected(report);
    assertThat(rejected, greaterThan(10L));

    ParsedRecords<Purchase> parsed =
        pipeline
            .apply("ReadLines", TextIO.read().from(input.toString()).withSkipHeaderLines(1))
            .apply("ParsePurchases", ParsePurchases.ofLines());
    PAssert.that(parsed.getRecords().apply("SumPurchases", SumPurchases.perDayAndCustomer()))
        .satisfies(
            found -> {
              assertThat(customerDays(found), is(expected));
              return null;
            });
    PAssert.thatSingleton(parsed.getRejects().apply("CountRejects", Count.globally()))
        .isEqualTo(rejected);
    pipeline.run();
  }
}
