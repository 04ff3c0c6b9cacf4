package io.footfall.pipelines;

import io.footfall.testing.browser.BrowserSuite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
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
  private static final LocalDateTime START = LocalDateTime.parse("2024-02-20T00:00:00");

  @TempDir Path temp;

  private final Random random = new Random(17);

  @TestFactory
  List<DynamicTest> filtersEveryTab() throws Exception {
    Files.writeString(temp.resolve("visits.csv"), visits());
    Files.writeString(temp.resolve("purchases.csv"), purchases());
    FootfallProcess footfall = FootfallProcess.launcher(temp);
    for (String dataset : List.of("visits", "purchases")) {
      footfall.runWell(
          dataset,
          "--input=" + temp.resolve(dataset + ".csv"),
          "--output=" + temp.resolve(dataset),
          "--lake=" + temp.resolve("lake"));
    }
    Path file = temp.resolve("report.html");
    footfall.runWell("report", "--lake=" + temp.resolve("lake"), "--output=" + file);
    try (ServedDashboard dashboard =
        ServedDashboard.of(footfall, "serve", "--lake=" + temp.resolve("lake"), "--port=0")) {
      return BrowserSuite.of("customer.test.js")
          .with("folder", temp.toString())
          .with("file", file.toUri().toString())
          .with("dashboard", dashboard.url())
          .run();
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
                "c%d,%s,/page/%d?v=%d,%s,https://host%d.example/%n",
                user,
                time,
                random.nextInt(12),
                random.nextInt(2),
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
