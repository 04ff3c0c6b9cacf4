package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.csv.CsvField;
import io.footfall.pipelines.insight.SketchEstimate;
import io.footfall.pipelines.insight.UserSketch;
import io.footfall.testing.browser.BrowserSuite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file that {@code bin/footfall report} writes, in a browser that has no network. The numbers
 * that it must show are those of the CSV reports of the same records.
 */
class InsightPageIT {
  @TempDir Path temp;

  @TestFactory
  List<DynamicTest> showsTheReport() throws Exception {
    generate("visits", "shop", "--rows=20000", "--urls=60", "--users=3000", "--zipf=1");
    generate("purchases", "shop", "--rows=900", "--customers=200", "--malformed=0.01");
    writeNaughty();
    generate("visits", "large", "--rows=250000", "--urls=100000", "--users=50000");
    run("visits", "--input=" + temp.resolve("large/visits.csv"), "large");
    return BrowserSuite.of("report.test.js")
        .with("folder", temp.toString())
        .with(
            "shop",
            report("shop", "--report=" + temp.resolve("shop/v") + "," + temp.resolve("shop/p")))
        .with("naughty", report("naughty", "--title=<b>{title}</b>"))
        .with("large", report("large"))
        .with("sketch", Map.of("from", "2024-01-05", "to", "2024-01-20", "users", usersBySketch()))
        .with("fields", fields())
        .run();
  }

  /** Data that ends early, has a gap, comes in several batches, and has records from the future. */
  @TestFactory
  List<DynamicTest> reportDoesNotMislead() throws Exception {
    writeSlump();
    return BrowserSuite.of("report-truth.test.js")
        .with("folder", temp.toString())
        .with(
            "slump",
            report("slump", "--currency=EUR", "--annotations=" + temp.resolve("slump/notes.txt")))
        .run();
  }

  private void writeSlump() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("slump"));
    StringBuilder visits =
        new StringBuilder("user_id,timestamp,url,page_view_duration,referrer,status\n");
    for (int day = 1; day <= 28; day++) {
      // Few came on the 9th, nobody on the 10th; the file ends just after midnight of the 28th.
      for (int i = 0; i < (day == 9 ? 4 : day == 10 ? 0 : day == 28 ? 3 : 20); i++) {
        visits.append(
            "c%d,2024-01-%02d %02d:0%d:00,%s,%d,%s,%s\n"
                .formatted(
                    (i * 7 + day * 3) % 40,
                    day,
                    day == 28 ? 0 : i + 3,
                    i % 10,
                    i == 19 ? "/rare" : i % 3 == 0 ? "/a?x=" + i % 2 : "/b",
                    i * i,
                    i % 3 == 0 ? "" : "https://Host" + i % 2 + ".example/?q=" + i,
                    i % 5 == 0 ? "304" : "200"));
      }
    }
    visits.append("c1,2099-01-01 10:00:00,/b,5,,\n");
    Files.writeString(folder.resolve("visits.csv"), visits);
    StringBuilder[] halves = {new StringBuilder(), new StringBuilder()};
    for (int day = 1; day <= 30; day++) {
      StringBuilder half = halves[day <= 20 ? 0 : 1];
      for (int i = 0; i < (day == 12 ? 0 : 6); i++) {
        String order = "%d,c%d,2024-01-%02d 12:0%d:00".formatted(day * 10 + i, i + 1, day, i);
        half.append(order).append(",Cap,Hats,").append(day).append(".50,2\n");
        half.append(order).append(",Boot,Shoes,20.25,").append(i == 5 ? -1 : 1).append('\n');
      }
      if (day == 2 || day == 29) {
        half.append(
            "%d,comeback,2024-01-%02d 15:00:00,Cap,Hats,7,1\n".formatted(day * 10 + 8, day));
      }
      if (day == 26) {
        half.append("269,newcomer,2024-01-26 15:00:00,Cap,Hats,8,1\n");
      }
    }
    String header =
        "transaction_id,customer_id,timestamp,product_name,product_category,product_price,quantity\n";
    Files.writeString(folder.resolve("first.csv"), header + halves[0] + "1,x,never,a,b,1,1\n2,x\n");
    Files.writeString(folder.resolve("second.csv"), header + halves[1] + "1,x,never,a,b,1,1\n");
    Files.writeString(folder.resolve("purchases.csv"), header + halves[0] + halves[1]);
    Files.writeString(folder.resolve("notes.txt"), "# notes\n2024-01-15,New prices\n");
    run("visits", "--input=" + folder.resolve("visits.csv"), "slump");
    for (String part : List.of("first", "second")) {
      footfall(
          "purchases",
          "--input=" + folder.resolve(part + ".csv"),
          "--output=" + folder.resolve(part),
          "--lake=" + folder.resolve("lake"));
    }
  }

  /** How texts stand in CSV for spreadsheets, which the page says by a rule of its own. */
  private static List<Map<String, String>> fields() {
    return Stream.concat(
            Stream.of("", "+1", "-1", "-1.50", "-1+2", "=\"x\",1", "a,b", "\r=1", "-", "-1\n"),
            NaughtyStrings.ALL.stream())
        .map(text -> Map.of("text", text, "field", CsvField.forSpreadsheet(text)))
        .toList();
  }

  /** Makes test data, counts it, and keeps it in a lake. */
  private void generate(String dataset, String folder, String... more) throws Exception {
    Files.createDirectories(temp.resolve(folder));
    Path file = temp.resolve(folder).resolve(dataset + ".csv");
    footfall(
        Stream.concat(
                Stream.of(
                    "generate", dataset, "--output=" + file, "--days=40", "--start=2024-01-01"),
                Arrays.stream(more))
            .toArray(String[]::new));
    if (!folder.equals("large")) {
      run(dataset, "--input=" + file, folder);
    }
  }

  private void run(String dataset, String input, String folder) throws Exception {
    footfall(
        dataset,
        input,
        "--output=" + temp.resolve(folder).resolve(dataset.substring(0, 1)),
        "--lake=" + temp.resolve(folder).resolve("lake"));
  }

  /** In this process, which is quicker than one more. */
  private static void footfall(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status = Footfall.run(List.of(args), new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8), status, is(0));
  }

  private String report(String folder, String... more) throws Exception {
    Path file = temp.resolve(folder).resolve("report.html");
    FootfallProcess.launcher(temp)
        .runWell(
            Stream.concat(
                    Stream.of(
                        "report",
                        "--lake=" + temp.resolve(folder).resolve("lake"),
                        "--output=" + file),
                    Arrays.stream(more))
                .toArray(String[]::new));
    return file.toUri().toString();
  }

  /** Every string as a URL, as a user, as a category and as a customer. */
  private void writeNaughty() throws Exception {
    List<String> all = NaughtyStrings.ALL;
    StringBuilder visits = new StringBuilder("user_id,timestamp,url,page_view_duration\n");
    StringBuilder purchases =
        new StringBuilder(
            "transaction_id,customer_id,timestamp,product_name,product_category,amount\n");
    for (int i = 0; i < all.size(); i++) {
      String time = "2024-01-%02d 10:00:00".formatted(1 + i % 20);
      for (int n = 0; n <= i % 3; n++) {
        visits.append(row(all.get((i + n) % all.size()), time, all.get(i), "1.5"));
      }
      String other = all.get((i + 7) % all.size());
      purchases.append(row("t" + i, all.get(i), time, other, other, i + ".25"));
    }
    visits.append(row("<script>alert(7)</script>", "<img src=x onerror=alert(8)>", "u", "1"));
    Path folder = Files.createDirectories(temp.resolve("naughty"));
    // Too long for a parameter.
    Files.writeString(folder.resolve("strings.json"), new ObjectMapper().writeValueAsString(all));
    Files.writeString(folder.resolve("visits.csv"), visits);
    Files.writeString(folder.resolve("purchases.csv"), purchases);
    run("visits", "--input=" + folder.resolve("visits.csv"), "naughty");
    run("purchases", "--input=" + folder.resolve("purchases.csv"), "naughty");
  }

  private static String row(String... fields) {
    return Arrays.stream(fields)
            .map(field -> '"' + field.replace("\"", "\"\"") + '"')
            .reduce((a, b) -> a + "," + b)
            .orElseThrow()
        + "\n";
  }

  /** What the page must show if its JavaScript does with registers what Java does. */
  private long usersBySketch() throws Exception {
    UserSketch sketch = new UserSketch();
    try (Stream<String> lines = Files.lines(temp.resolve("shop/visits.csv"))) {
      lines
          .skip(1)
          .map(line -> Arrays.asList(line.split(",", -1)))
          .filter(v -> v.get(1).compareTo("2024-01-05") >= 0)
          .filter(v -> v.get(1).compareTo("2024-01-21") < 0)
          .forEach(v -> sketch.add(v.get(0)));
    }
    return Math.round(SketchEstimate.of(sketch));
  }
}
