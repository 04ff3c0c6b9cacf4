package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import io.footfall.testing.process.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files counted in windows are what a stream of the same files ends with. */
class BackfillIT {
  private static final String VISITS = "user_id,timestamp,url,page_view_duration\n";
  private static final String PURCHASES =
      "transaction_id,customer_id,timestamp,product_name,product_category,product_price,quantity\n";

  @TempDir Path temp;

  @BeforeEach
  void writeFiles() throws IOException {
    Random random = new Random(3);
    Files.createDirectories(temp.resolve("visits"));
    Files.createDirectories(temp.resolve("purchases"));
    for (int file = 0; file < 3; file++) {
      StringBuilder visits = new StringBuilder(VISITS);
      StringBuilder purchases = new StringBuilder(PURCHASES);
      for (int i = 0; i < 500; i++) {
        String time =
            String.format(
                "2024-03-%02d %02d:%02d:%02d",
                30 + random.nextInt(2), random.nextInt(24), random.nextInt(60), random.nextInt(60));
        visits.append(
            String.format(
                "u%d,%s,\"/page,%d\",%d.%d%n",
                random.nextInt(300), time, random.nextInt(12), random.nextInt(90), i % 10));
        purchases.append(
            String.format(
                "t%d,c%d,%s,thing,things,%d.%02d,%d%n",
                random.nextInt(900),
                random.nextInt(40),
                time,
                random.nextInt(90),
                i % 100,
                1 + random.nextInt(4)));
      }
      Files.writeString(temp.resolve("visits/" + file + ".csv"), visits);
      Files.writeString(temp.resolve("purchases/" + file + ".csv"), purchases);
    }
  }

  private String path(String name) {
    return temp.resolve(name).toString();
  }

  /** Returns the rows of all files of all windows, without the number of the pane. */
  private Map<String, List<String>> rows(String folder) throws IOException {
    Map<String, List<String>> rows = new TreeMap<>();
    try (Stream<Path> files = Files.walk(temp.resolve(folder), 2)) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*=[^/]+/.*\\.(csv|jsonl)")).toList()) {
        rows.put(
            temp.resolve(folder).relativize(file).toString(),
            Files.readString(file, StandardCharsets.UTF_8)
                .lines()
                .map(row -> row.replaceFirst(",[0-9]+,true$", ",true"))
                .map(row -> row.replaceFirst("\"pane\":[0-9]+,\"final\":true", "\"final\":true"))
                .toList());
      }
    }
    return rows;
  }

  @ParameterizedTest(name = "{0} in windows of {1}, {2}, options {3}")
  @CsvSource({
    "visits,day,csv,--zone=Europe/Berlin",
    "visits,6h,json,--partitions=3",
    "purchases,day,csv,--deduplicate=true",
    "purchases,90m,json,--zone=Asia/Kathmandu"
  })
  void windowsOfFilesEqualFinalWindowsOfStream(
      String dataset, String window, String format, String option) throws Exception {
    String[] shared = {
      dataset, "--input=" + path(dataset), "--window=" + window, "--outputFormat=" + format, option
    };
    FootfallCall.runWell(with(shared, "--output=" + path("backfill")));
    FootfallCall.runWell(
        with(
            shared,
            "--output=" + path("stream"),
            "--watch=500ms",
            "--stopAfterIdle=2s",
            "--outOfOrderness=3d"));
    Map<String, List<String>> backfill = rows("backfill");
    assertThat(backfill.size(), greaterThan(1));
    if (!option.startsWith("--deduplicate")) {
      assertThat(backfill, is(rows("stream")));
    } else {
      // Which of two repeats with other values counts depends on their order: all have one total.
      assertThat(backfill.keySet(), is(rows("stream").keySet()));
    }
    JsonNode run = FootfallProcess.runJson(temp.resolve("backfill"));
    assertThat(run.path("windows").size(), greaterThan(1));
    try (Stream<Path> windows = Files.list(temp.resolve("backfill"))) {
      for (Path folder : windows.filter(w -> w.getFileName().toString().contains("=")).toList()) {
        JsonNode state = new ObjectMapper().readTree(folder.resolve("window.json").toFile());
        assertThat(state.path("final").asBoolean(), is(true));
      }
    }
  }

  private static String[] with(String[] shared, String... more) {
    List<String> all = new ArrayList<>(List.of(shared));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void rejectedRecordsAreInNoWindowAndInTheAccountingOfTheRun() throws Exception {
    Path file = temp.resolve("bad.csv");
    Files.writeString(file, VISITS + "u1,no time,/bad,1\nu1,2024-03-30 10:00:00,/good,1\n");
    FootfallCall.runWell("visits", "--window=day", "--input=" + file, "--output=" + path("out"));
    JsonNode total = FootfallProcess.runJson(temp.resolve("out")).path("accounting").path("total");
    assertThat(total.path("read").asLong(), is(2L));
    assertThat(total.path("rejected").asLong(), is(1L));
    assertThat(FootfallProcess.rejectLines(temp.resolve("out/rejects")).size(), is(1));
    assertThat(
        rows("out").keySet(),
        is(java.util.Set.of("date=2024-03-30/summary.csv", "date=2024-03-30/urls.csv")));
  }

  @Test
  void keepsExistingWindowsUnlessOverwritten() throws Exception {
    String[] day = {"visits", "--window=day", "--output=" + path("days")};
    Path first = temp.resolve("visits/0.csv");
    FootfallCall.runWell(with(day, "--input=" + first));
    Map<String, List<String>> before = rows("days");
    FootfallCall.run(with(day, "--input=" + path("visits")))
        .assertStatus(2)
        .assertErr("--overwrite");
    assertThat(rows("days"), is(before));

    Path later = temp.resolve("later.csv");
    Files.writeString(later, VISITS + "u1,2024-05-01 10:00:00,/may,1\n");
    FootfallCall.runWell(with(day, "--input=" + later));
    assertThat(rows("days").size(), is(before.size() + 2));

    FootfallCall.runWell(with(day, "--input=" + path("visits"), "--overwrite"));
    FootfallCall.runWell(
        "visits", "--window=day", "--input=" + path("visits"), "--output=" + path("whole"));
    Map<String, List<String>> replaced = rows("days");
    replaced.keySet().removeIf(name -> name.startsWith("date=2024-05-01"));
    assertThat(replaced, is(rows("whole")));
  }

  @Test
  void databaseHasTheRowsOfTheDirectoriesAndAStreamContinues() throws Exception {
    try (PostgresServer postgres = PostgresServer.start(temp.resolve("postgres"))) {
      FootfallProcess.launcher(temp)
          .through("env", "PGPASSWORD=" + PostgresServer.PASSWORD)
          .runWell(
              "visits",
              "--input=" + path("visits"),
              "--window=day",
              "--output=" + path("days"),
              "--lake=" + path("lake"),
              "--sink=" + postgres.url() + "?user=" + PostgresServer.USER);
      List<String> inDatabase =
          postgres.rows("SELECT url, visits, total_time_spent FROM visits_urls WHERE final");
      List<String> inFolders = new ArrayList<>();
      rows("days")
          .forEach(
              (file, rows) -> {
                if (file.endsWith("urls.csv")) {
                  CsvReader.builder()
                      .ofCsvRecord(String.join("\n", rows.subList(1, rows.size())))
                      .forEach(
                          row ->
                              inFolders.add(
                                  row.getField(0) + "|" + row.getField(1) + "|" + row.getField(2)));
                }
              });
      assertThat(inFolders.size(), greaterThan(20));
      assertThat(inDatabase.stream().sorted().toList(), is(inFolders.stream().sorted().toList()));
      assertThat(postgres.rows("SELECT sum(ok) FROM visits_windows"), is(List.of("1500")));

      // A stream continues in the same directory and tables.
      Path later = Files.createDirectories(temp.resolve("later"));
      Files.writeString(
          later.resolve("visits.csv"),
          "user_id,timestamp,url,page_view_duration\n1,2024-12-01 10:00:00,/later,1\n");
      FootfallProcess.launcher(temp)
          .through("env", "PGPASSWORD=" + PostgresServer.PASSWORD)
          .runWell(
              "visits",
              "--input=" + later,
              "--watch=500ms",
              "--stopAfterIdle=2s",
              "--window=day",
              "--output=" + path("days"),
              "--sink=" + postgres.url() + "?user=" + PostgresServer.USER);
      assertThat(postgres.rows("SELECT sum(ok) FROM visits_windows"), is(List.of("1501")));
      assertThat(rows("days").keySet(), hasItem("date=2024-12-01/urls.csv"));
    }
  }

  @Test
  void sinksWithoutWindowsAreRefusedWithTheOptionThatIsMissing() {
    for (String option :
        List.of("--sink=jdbc:postgresql://127.0.0.1/none", "--outputFormat=json")) {
      FootfallCall.run("visits", "--input=" + path("visits"), "--output=" + path("out"), option)
          .assertStatus(2)
          .assertErr("--window=day");
    }
  }
}
