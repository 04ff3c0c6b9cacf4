package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
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
import org.junit.jupiter.params.provider.ValueSource;

/** A lake read as an input gives the answers of the files that it was filled from. */
class LakeInputTest {
  private static final String VISITS = "user_id,timestamp,url,page_view_duration\n";
  private static final String PURCHASES =
      "transaction_id,customer_id,timestamp,product_name,product_category,product_price,quantity\n";

  @TempDir Path temp;

  @BeforeEach
  void writeFiles() throws IOException {
    Random random = new Random(7);
    for (int file = 0; file < 2; file++) {
      StringBuilder visits = new StringBuilder(VISITS);
      StringBuilder purchases = new StringBuilder(PURCHASES);
      for (int i = 0; i < 300; i++) {
        String time =
            String.format(
                "2024-03-%02d %02d:%02d:00",
                29 + random.nextInt(3), random.nextInt(24), random.nextInt(60));
        visits.append(
            String.format(
                "u%d,%s,\"/page,%d\",%s%n",
                random.nextInt(80), time, random.nextInt(12), i % 9 == 0 ? "" : i + ".25"));
        purchases.append(
            String.format(
                "t%d,c%d,%s,thing,things,%d.%02d,%s%n",
                random.nextInt(400),
                random.nextInt(30),
                time,
                random.nextInt(90),
                i % 100,
                i % 7 == 0 ? "1.5" : "-" + i % 4));
      }
      Files.writeString(
          temp.resolve("visits" + file + ".csv"), visits.append("u1,never,\"/page,3\",1\n"));
      Files.writeString(temp.resolve("purchases" + file + ".csv"), purchases);
    }
  }

  private String path(String name) {
    return temp.resolve(name).toString();
  }

  /** Fills the lake, one batch per file. */
  private void fill(String dataset, String... more) {
    for (int file = 0; file < 2; file++) {
      FootfallCall.runWell(
          with(
              more,
              dataset,
              "--input=" + path(dataset + file + ".csv"),
              "--output=" + path("filled" + file),
              "--lake=" + path("lake"),
              "--overwrite"));
    }
  }

  private static String[] with(String[] more, String... first) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private void count(String dataset, String output, String... more) {
    FootfallCall.runWell(with(more, dataset, "--output=" + path(output)));
  }

  private String files(String dataset) {
    return "--input=" + path(dataset + "*.csv");
  }

  private String lake() {
    return "--input=lake:" + path("lake");
  }

  /** Returns the tables of a report by name, without the zeros that a lake does not keep. */
  private Map<String, String> tables(String folder) throws IOException {
    Map<String, String> tables = new TreeMap<>();
    try (Stream<Path> files = Files.walk(temp.resolve(folder))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".csv")).toList()) {
        tables.put(
            temp.resolve(folder).relativize(file).toString(),
            Files.readString(file).replaceAll("(\\.\\d*?)0+(?=[,\\n])", "$1"));
      }
    }
    return tables;
  }

  private JsonNode total(String folder) throws IOException {
    return FootfallProcess.runJson(temp.resolve(folder)).path("accounting").path("total");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lake",
        "lake/visits",
        "lake/visits/",
        "",
        "lake/visits/date=2024-03-30",
        "lake/**",
        "lake/visits/date=*/*.parquet"
      })
  void directoryOfALakeIsNotReadAsFiles(String directory) {
    fill("visits");
    FootfallCall.run("visits", "--input=" + path(directory), "--output=" + path("out"))
        .assertStatus(2)
        .assertErr(" set " + lake() + "; for query and report, set --lake=" + path("lake") + ".");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "visits,--numShards=1",
    "visits,--window=day",
    "visits,--window=6h",
    "visits,--deduplicate",
    "visits,--deduplicateBy=user_id",
    "visits,'--where=url=/page,3|/page,4'",
    "purchases,--numShards=3",
    "purchases,--window=day",
    "purchases,--deduplicateBy=customer_id"
  })
  void givesTheAnswersOfTheFilesThatFilledIt(String dataset, String option) throws Exception {
    fill(dataset);
    count(dataset, "of-files", files(dataset), option);
    count(dataset, "of-lake", lake(), option);
    Map<String, String> ofFiles = tables("of-files");
    assertThat(ofFiles.size(), greaterThan(0));
    if (option.startsWith("--deduplicateBy")) {
      // Which of two different records with one key counts depends on the names of the files.
      assertThat(tables("of-lake").keySet(), is(ofFiles.keySet()));
    } else {
      assertThat(tables("of-lake"), is(ofFiles));
    }
    for (String count : List.of("ok", "duplicate", "skipped")) {
      assertThat(
          count, total("of-lake").path(count).asLong(), is(total("of-files").path(count).asLong()));
    }
    assertThat(total("of-lake").path("rejected").asLong(), is(0L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"visits", "purchases"})
  void daysAreThoseOfTheZoneOfTheRun(String dataset) throws Exception {
    fill(dataset, "--zone=Asia/Tokyo");
    for (String window : List.of("--numShards=1", "--window=day")) {
      count(dataset, "of-lake", lake(), window, "--zone=UTC", "--overwrite");
      String local = "--input=" + path("local-" + dataset + ".csv");
      inUtc(dataset, temp.resolve("local-" + dataset + ".csv"));
      count(dataset, "of-files", local, window, "--zone=UTC", "--overwrite");
      assertThat(tables("of-lake"), is(tables("of-files")));
    }
  }

  /** Writes the files as one, with the offset of their timestamps. */
  private void inUtc(String dataset, Path to) throws IOException {
    StringBuilder all = new StringBuilder(dataset.equals("visits") ? VISITS : PURCHASES);
    for (int file = 0; file < 2; file++) {
      Files.readString(temp.resolve(dataset + file + ".csv"))
          .lines()
          .skip(1)
          .forEach(line -> all.append(line.replaceFirst(":00,", ":00+09:00,")).append('\n'));
    }
    Files.writeString(to, all);
  }

  @Test
  void readsOnlySelectedDays() throws Exception {
    fill("purchases");
    count("purchases", "all", lake());
    count("purchases", "days", lake(), "--from=2024-03-30", "--to=2024-03-30");
    List<String> day =
        Files.readAllLines(temp.resolve("all/customer_days.csv")).stream()
            .filter(row -> row.startsWith("date,") || row.startsWith("2024-03-30"))
            .toList();
    assertThat(Files.readAllLines(temp.resolve("days/customer_days.csv")), is(day));
    FootfallCall.run("purchases", lake(), "--output=" + path("none"), "--from=2024-04-02")
        .assertStatus(66)
        .assertErr("which covers 2024-03-29 to 2024-03-31");
  }

  @Test
  void readsSealedBatchesOnly() throws Exception {
    fill("visits");
    count("visits", "before", lake());
    try (Stream<Path> files = Files.walk(temp.resolve("lake"))) {
      Path any = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
      Files.copy(any, any.resolveSibling("unsealed.parquet"));
    }
    count("visits", "after", lake());
    assertThat(tables("after"), is(tables("before")));
  }

  @Test
  void readsACompactedLakeOnce() throws Exception {
    fill("purchases");
    count("purchases", "before", lake());
    FootfallCall.runWell("compact", "--lake=" + path("lake"), "--dataset=purchases");
    count("purchases", "after", lake());
    assertThat(tables("after"), is(tables("before")));
  }

  @Test
  void fillsAnotherLake() throws Exception {
    fill("purchases");
    count("purchases", "copied", lake(), "--lake=" + path("copy"));
    count("purchases", "of-copy", "--input=lake:" + path("copy"));
    assertThat(tables("of-copy"), is(tables("copied")));
    assertThat(total("of-copy").path("ok").asLong(), is(600L));
  }

  @Test
  void refusesOptionsThatDoNotApplyToALake() {
    fill("visits");
    String[][] refused = {
      {"--lake=" + path("lake"), "is the lake that is read"},
      {"--delimiter=;", "--delimiter does not apply to a lake"},
      {"--watch=1s", "--watch does not apply to a lake"},
      {"--backup=" + path("backup"), "--backup does not apply to a lake"},
      {"--where=colour=red", "The lake has no column colour"},
      {"--from=yesterday", "--from=yesterday is not a date"}
    };
    for (String[] option : refused) {
      FootfallCall.run("visits", lake(), "--output=" + path("out"), option[0])
          .assertStatus(2)
          .assertErr(option[1]);
    }
    FootfallCall.run("visits", files("visits"), "-o", path("out"), "--to=2024-03-01")
        .assertStatus(2)
        .assertErr("--to selects days of a lake");
    FootfallCall.run("visits", "--input=lake:", "-o", path("out"))
        .assertStatus(2)
        .assertErr("--input=lake: does not name a directory");
    FootfallCall.run("report", "lake:x", "--output=" + path("page.html"))
        .assertStatus(2)
        .assertErr("lake:x is a lake. Set --lake=x instead.");
    FootfallCall.run("visits", "lake:" + path("nothing"), "-o", path("out"))
        .assertStatus(66)
        .assertErr("There is no directory ");
  }
}
