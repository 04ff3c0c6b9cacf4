package io.footfall.pipelines;

import io.footfall.pipelines.insight.Insight;
import io.footfall.pipelines.insight.InsightPage;
import io.footfall.pipelines.insight.InsightSettings;
import io.footfall.pipelines.query.QueryDatabase;
import io.footfall.pipelines.query.QuerySource;
import io.footfall.testing.browser.BrowserSuite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The filter by customer, in a file and on the dashboard. The browser test counts the same CSV
 * files again.
 */
class CustomerFilterIT {
  private static final int CUSTOMERS = 60;
  private static final int DAYS = 40;
  private static final int MINUTES = 1440;
  private static final int VISITS_OF_FEW = 1_000;
  private static final LocalDateTime START = LocalDateTime.parse("2024-02-20T00:00:00");

  @TempDir Path temp;

  private final Random random = new Random(17);

  @TestFactory
  List<DynamicTest> filtersEveryTab() throws Exception {
    Files.writeString(temp.resolve("visits.csv"), visits());
    Files.writeString(temp.resolve("purchases.csv"), purchases());
    String lake = temp.resolve("lake").toString();
    for (String dataset : List.of("visits", "purchases")) {
      FootfallCall.runWell(
          dataset,
          "--input=" + temp.resolve(dataset + ".csv"),
          "--output=" + temp.resolve(dataset),
          "--zone=Asia/Kolkata",
          dataset.equals("visits") ? "--stripQuery=utm_*" : "--numShards=1",
          "--lake=" + lake);
    }
    Path file = temp.resolve("report.html");
    FootfallCall.runWell("report", "--lake=" + lake, "--output=" + file);
    try (ServedDashboard dashboard =
        ServedDashboard.of(FootfallProcess.launcher(temp), "serve", "--lake=" + lake, "--port=0")) {
      return BrowserSuite.of("customer.test.js")
          .with("folder", temp.toString())
          .with("file", file.toUri().toString())
          .with("few", withFewCustomers(lake).toUri().toString())
          .with("dashboard", dashboard.url())
          .run();
    }
  }

  /** Makes a file that has the visits of few customers. */
  private Path withFewCustomers(String lake) throws Exception {
    try (QueryDatabase database = QueryDatabase.open(QuerySource.of(lake, List.of(), List.of()));
        Connection connection = database.connectToOneMoment()) {
      InsightSettings settings = InsightSettings.of(lake, "1.0").withCustomerCells(VISITS_OF_FEW);
      Insight insight = Insight.read(connection, database.relations(), settings);
      return Files.write(
          temp.resolve("few.html"), InsightPage.of(insight, Optional.empty(), "").html());
    }
  }

  /** Visits in bursts, some without a duration; customer 3 has none. */
  private String visits() {
    StringBuilder csv = new StringBuilder("user_id,timestamp,url,page_view_duration,referrer\n");
    for (int burst = 0; burst < 2_500; burst++) {
      int user = 1 + (int) (CUSTOMERS * random.nextDouble() * random.nextDouble());
      if (user == 3) {
        continue;
      }
      LocalDateTime time = START.plusMinutes(random.nextInt(DAYS * MINUTES));
      for (int n = random.nextInt(4); n >= 0; n--) {
        csv.append(
            String.format(
                Locale.ROOT,
                "c%d,%s,/page/%d?v=%d%s,%s,https://host%d.example/%n",
                user,
                time,
                random.nextInt(12),
                random.nextInt(2),
                random.nextInt(3) == 0 ? "&utm_campaign=sale" + random.nextInt(3) : "",
                random.nextInt(5) == 0 ? "" : random.nextInt(900) / 8.0,
                random.nextInt(3)));
        // Exactly 30 minutes continue a session.
        time = time.plusMinutes(List.of(1, 12, 30, 31).get(random.nextInt(4)));
      }
    }
    return csv.toString();
  }

  /** Orders of one to three lines, some of them returns. */
  private String purchases() {
    StringBuilder csv =
        new StringBuilder(
            "transaction_id,customer_id,timestamp,product_name,product_category,product_price,"
                + "quantity\n");
    for (int order = 1; order <= 900; order++) {
      int customer = 1 + (int) (CUSTOMERS * random.nextDouble());
      LocalDateTime time = START.plusMinutes(random.nextInt(DAYS * MINUTES));
      for (int line = random.nextInt(3); line >= 0; line--) {
        int product = random.nextInt(30);
        csv.append(
            String.format(
                Locale.ROOT,
                "t%d,c%d,%s,Product %d,Category %d,%.2f,%d%n",
                order,
                customer,
                time,
                product,
                product % 5,
                1 + random.nextInt(10_000) / 100.0,
                random.nextInt(8) == 0 ? -1 : 1 + random.nextInt(3)));
      }
    }
    // More than the dashboard lists.
    for (int customer = 0; customer < 500; customer++) {
      csv.append(
          "r%d,rare%d,%s,Product 0,Category 0,0.01,1%n".formatted(customer, customer, START));
    }
    return csv.toString();
  }
}
