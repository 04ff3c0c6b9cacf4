package io.footfall.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdOutputStream;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.footfall.pipelines.FootfallProcess.Ended;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs as nobody would make them, and somebody has: the numbers are still right. */
class NastyInputsIT {
  private static final String HEADER = "user_id,timestamp,url,page_view_duration\n";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  /** So many of 10 MB are more than the heap that has to do for them. */
  private static final int LONG_LINES = 20;

  @TempDir Path temp;

  private Path write(String name, String content) throws Exception {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  /** Runs a process with this much memory, which must succeed. */
  private Ended runWellWithin(String memory, String... args) throws Exception {
    return FootfallProcess.launcher(temp).withJavaOptions("-Xmx" + memory).runWell(args);
  }

  private Ended runWithin(String memory, String... args) throws Exception {
    return FootfallProcess.launcher(temp).withJavaOptions("-Xmx" + memory).run(args);
  }

  private static List<List<String>> rows(Path csv) throws Exception {
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder().maxBufferSize(1 << 26).ofCsvRecord(csv)) {
      reader.forEach(row -> rows.add(row.getFields()));
    }
    return rows;
  }

  // ---- naughty strings
  // --------------------------------------------------------------------------------

  /** A visit, as the test knows it. */
  private record Visit(String user, LocalDateTime time, String url, int seconds) {
    String csv() {
      return String.join(",", quoted(user), TIME.format(time), quoted(url), "" + seconds) + "\n";
    }

    private static String quoted(String text) {
      return "\"" + text.replace("\"", "\"\"") + "\"";
    }

    String json(ObjectMapper mapper) throws Exception {
      return mapper.writeValueAsString(
              mapper
                  .createObjectNode()
                  .put("user_id", user)
                  .put("timestamp", TIME.format(time))
                  .put("url", url)
                  .put("page_view_duration", seconds))
          + "\n";
    }
  }

  /** Each string is a URL, and each is a user; the first is visited most. */
  private static List<Visit> naughtyVisits() {
    List<String> strings = NaughtyStrings.ALL;
    LocalDateTime start = LocalDateTime.of(2022, 3, 1, 0, 0);
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < strings.size(); i++) {
      for (int n = 0; n <= i % 4; n++) {
        String user = strings.get((i + 7 * n) % strings.size());
        visits.add(new Visit(user, start.plusSeconds(1000L * n - i), strings.get(i), i + n));
      }
    }
    return visits;
  }

  /**
   * The rows of urls.csv by the rules of section 2.1 of src/docs/formats.md, worked out without
   * Footfall.
   */
  private static List<List<String>> urlRows(List<Visit> visits) {
    Map<String, List<Visit>> byUrl = new LinkedHashMap<>();
    visits.forEach(v -> byUrl.computeIfAbsent(v.url(), u -> new ArrayList<>()).add(v));
    Comparator<List<Visit>> mostVisits = Comparator.comparingInt(v -> -v.size());
    Comparator<List<Visit>> earliest =
        Comparator.comparing(v -> v.stream().map(Visit::time).sorted().toList().get(0));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("url", "visits", "total_time_spent", "average_time_spent"));
    byUrl.values().stream()
        .sorted(mostVisits.thenComparing(earliest))
        .forEach(
            ofUrl -> {
              BigDecimal total = BigDecimal.valueOf(ofUrl.stream().mapToInt(Visit::seconds).sum());
              BigDecimal average =
                  total.divide(BigDecimal.valueOf(ofUrl.size()), 3, RoundingMode.HALF_UP);
              rows.add(
                  List.of(
                      ofUrl.get(0).url(),
                      "" + ofUrl.size(),
                      total.toPlainString(),
                      average.toPlainString()));
            });
    return rows;
  }

  @ParameterizedTest
  @CsvSource({"visits.csv,DirectRunner", "visits.jsonl,DirectRunner", "visits.csv,FlinkRunner"})
  void naughtyStringsAsUrlsAndUsersAreCountedByteForByte(String name, String runner)
      throws Exception {
    List<Visit> visits = naughtyVisits();
    ObjectMapper mapper = new ObjectMapper();
    StringBuilder text = new StringBuilder(name.endsWith("csv") ? HEADER : "");
    for (Visit visit : visits) {
      text.append(name.endsWith("csv") ? visit.csv() : visit.json(mapper));
    }
    Path input = write(name, text.toString());
    Path report = temp.resolve("report");

    FootfallCall.runWell("visits", "--input=" + input, "--output=" + report, "--runner=" + runner);

    List<List<String>> wanted = urlRows(visits);
    assertThat(rows(report.resolve("urls.csv")), is(wanted));
    List<String> summary = rows(report.resolve("summary.csv")).get(1);
    assertThat(summary.get(0), is("" + visits.size()));
    assertThat(
        summary.get(1), is("" + new HashSet<>(visits.stream().map(Visit::user).toList()).size()));
    assertThat(summary.get(2), is(wanted.get(1).get(0)));
    JsonNode averages = mapper.readTree(summary.get(3));
    assertThat(averages.size(), is(100));
    for (List<String> row : wanted.subList(1, 101)) {
      // Written with three decimals, which a number in JSON need not keep.
      assertThat(
          row.get(0),
          averages.path(row.get(0)).decimalValue(),
          comparesEqualTo(new BigDecimal(row.get(3))));
    }
    assertThat(FootfallProcess.count(report, "rejected"), is(0L));
  }

  @Test
  void naughtyStringsAsCustomersAreSortedByTheirBytes() throws Exception {
    StringBuilder text = new StringBuilder("customer_id,date,amount\n");
    for (String customer : NaughtyStrings.ALL) {
      text.append('"').append(customer.replace("\"", "\"\"")).append("\",2022-03-01,1.5\n");
    }
    Path input = write("purchases.csv", text.toString());
    Path report = temp.resolve("report");

    FootfallCall.runWell("purchases", "--input=" + input, "--output=" + report);

    List<List<String>> wanted = new ArrayList<>();
    wanted.add(List.of("date", "customer_id", "total_spent"));
    // Plain integers come first, by value.
    Comparator<String> integersFirst = Comparator.comparing(id -> !id.matches("-?[0-9]+"));
    Comparator<String> byBytes =
        (a, b) -> java.util.Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));
    NaughtyStrings.ALL.stream()
        .sorted(integersFirst.thenComparing(byBytes))
        .forEach(id -> wanted.add(List.of("2022-03-01", id, "1.50")));
    assertThat(rows(report.resolve("customer_days.csv")), is(wanted));
  }

  // ---- size
  // ----------------------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"visits.csv", "visits.jsonl"})
  void rejectsOnlyLinesOf10Megabytes(String name) throws Exception {
    boolean csv = name.endsWith("csv");
    String good =
        csv
            ? "1,2022-03-01,/a,5\n"
            : "{\"user_id\":1,\"timestamp\":\"2022-03-01\",\"url\":\"/a\",\"page_view_duration\":5}\n";
    Path input = temp.resolve(name);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(input))) {
      out.write((csv ? HEADER : "").getBytes(UTF_8));
      byte[] megabyte = "y".repeat(1_000_000).getBytes(UTF_8);
      for (int line = 0; line < LONG_LINES; line++) {
        out.write(good.getBytes(UTF_8));
        for (int i = 0; i < 10; i++) {
          out.write(megabyte);
        }
        out.write('\n');
      }
      out.write(good.getBytes(UTF_8));
    }
    Path report = temp.resolve("report");

    runWellWithin("192m", "visits", "--input=" + input, "--output=" + report);

    assertThat(FootfallProcess.count(report, "ok"), is(LONG_LINES + 1L));
    assertThat(FootfallProcess.count(report, "rejected"), is((long) LONG_LINES));
    List<String> rejects = FootfallProcess.rejectLines(report.resolve("rejects"));
    assertThat(rejects.size(), is(LONG_LINES));
    List<Long> offsets = new ArrayList<>();
    for (String line : rejects) {
      JsonNode reject = new ObjectMapper().readTree(line);
      assertThat(reject.path("errorCode").asText(), is("RECORD_TOO_LARGE"));
      assertThat(reject.path("rawData").asText().length(), is((10_000_000 + 2) / 3 * 4));
      offsets.add(reject.path("offset").asLong());
    }
    offsets.sort(null);
    for (int line = 0; line < LONG_LINES; line++) {
      long before = (csv ? HEADER : "").length() + line * (good.length() + 10_000_001L);
      assertThat(offsets.get(line), is(before + good.length()));
    }
  }

  @Test
  void compressedFilesAreStreamedHoweverLargeTheyAre() throws Exception {
    // 200 MB each, in a heap that would not hold a third of one.
    byte[] rows = "1,2022-03-01,/a,5\n2,2022-03-01,/b,6\n".repeat(10_000).getBytes(UTF_8);
    int times = 600;
    try (OutputStream gzip =
            new GZIPOutputStream(Files.newOutputStream(temp.resolve("visits.csv.gz")));
        OutputStream zstd =
            new ZstdOutputStream(Files.newOutputStream(temp.resolve("visits.csv.zst")))) {
      for (OutputStream out : List.of(gzip, zstd)) {
        out.write(HEADER.getBytes(UTF_8));
        for (int i = 0; i < times; i++) {
          out.write(rows);
        }
      }
    }
    Path report = temp.resolve("report");

    runWellWithin("64m", "visits", "--input=" + temp + "/visits.csv.*", "--output=" + report);

    assertThat(FootfallProcess.count(report, "ok"), is(2L * times * 20_000));
    assertThat(FootfallProcess.count(report, "rejected"), is(0L));
  }

  @Test
  void keepsMoreRejectsThanFitInMemory() throws Exception {
    Path input = temp.resolve("visits.csv");
    byte[] rows = "1,yesterday,/a,5\n".repeat(20_000).getBytes(UTF_8);
    try (OutputStream out = Files.newOutputStream(input)) {
      out.write(HEADER.getBytes(UTF_8));
      for (int i = 0; i < 50; i++) {
        out.write(rows);
      }
    }
    Path report = temp.resolve("report");

    Ended ended =
        runWithin("96m", "visits", "--input=" + input, "--output=" + report).assertStatus(65);
    assertThat(FootfallProcess.count(report, "rejected"), is(1_000_000L));
    ended.assertErr("1,000,000");
  }

  @Test
  void countsTenThousandSmallFiles() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("many"));
    for (int i = 0; i < 10_000; i++) {
      Files.writeString(folder.resolve(i + ".csv"), HEADER + i + ",2022-03-01,/" + i % 10 + ",5");
    }
    Path report = temp.resolve("report");

    FootfallCall.runWell("visits", "--input=" + folder, "--output=" + report);

    assertThat(FootfallProcess.count(report, "ok"), is(10_000L));
    assertThat(
        rows(report.resolve("summary.csv")).get(1).subList(0, 2), is(List.of("10000", "10000")));
    assertThat(
        FootfallProcess.runJson(report).path("accounting").path("sources").size(), is(10_000));
  }

  // ---- headers, line breaks, files
  // --------------------------------------------------------------------

  @Test
  void concatenatedFilesWithTheirHeadersMarksAndLineBreaksAreOne() throws Exception {
    String windows = "\ufeff" + HEADER + "1,2022-03-01,/a,5\n\n2,2022-03-01,\"/b\n\",6\n";
    String unix = HEADER + "3,2022-03-01,/a,7\n" + HEADER + HEADER + "4,2022-03-01,\"/b\r\n\",8";
    Path input = write("both.csv", windows.replace("\n", "\r\n") + unix);
    Path report = temp.resolve("report");

    FootfallCall.runWell("visits", "--input=" + input, "--output=" + report);

    assertThat(
        rows(report.resolve("urls.csv")).subList(1, 3),
        is(List.of(List.of("/a", "2", "12", "6.000"), List.of("/b\r\n", "2", "14", "7.000"))));
    assertThat(FootfallProcess.count(report, "repeatedHeaders"), is(3L));
    assertThat(FootfallProcess.count(report, "blankLines"), is(1L));
    assertThat(FootfallProcess.count(report, "read"), is(4L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", HEADER, "user_id,timestamp,url,page_view_duration", "\n\r\n\n", "\ufeff"})
  void emptyInputProducesZeros(String content) throws Exception {
    Path input = write("visits.csv", content);
    Path report = temp.resolve("report");

    FootfallCall.runWell("visits", "--input=" + input, "--output=" + report)
        .assertOut("read 0 = ok 0 + rejected 0 + duplicate 0 + late 0 + skipped 0");
    assertThat(rows(report.resolve("summary.csv")).get(1), is(List.of("0", "0", "", "{}")));
    assertThat(
        Files.readString(report.resolve("urls.csv")),
        is("url,visits,total_time_spent,average_time_spent\n"));
  }

  @Test
  void readsFilesGlobsAndDirectoriesTogether() throws Exception {
    write("one.csv", HEADER + "1,2022-03-01,/a,5\n");
    write("glob/x-1.csv", "page;time;user;duration\n/a;2022-03-01;2;5\n");
    write(
        "glob/x-2.jsonl",
        "{\"user_id\":3,\"timestamp\":\"2022-03-01\",\"url\":\"/a\",\"duration\":5}");
    write("glob/y.csv", "not read");
    write("folder/a b.csv", HEADER + "4,2022-03-01,/a,5\n");
    write("folder/_SUCCESS", "");
    Path report = temp.resolve("report");

    FootfallCall.runWell(
        "visits",
        "--input=%1$s/one.csv,%1$s/glob/x-*,%1$s/folder".formatted(temp),
        "--output=" + report);

    assertThat(
        rows(report.resolve("summary.csv")).get(1).subList(0, 3), is(List.of("4", "4", "/a")));
  }

  @Test
  void readsColumnsByNameOrPosition() throws Exception {
    Path named = write("named.csv", "when|where|who|long|user_id\n2022-03-01|/a|1|5|x\n");
    Path bare = write("bare.csv", "5\t/a\tignored\t2022-03-01\t1\n6\t/a\t\t2022-03-01\t1\n");

    FootfallCall.runWell(
        "visits",
        "--input=" + named,
        "--output=" + temp.resolve("1"),
        "--columns=timestamp=when,url=where,user_id=who,page_view_duration=long");
    FootfallCall.runWell(
        "visits",
        "--input=" + bare,
        "--output=" + temp.resolve("2"),
        "--header=false",
        "--columns=duration,url,whatever,timestamp,user_id");

    assertThat(rows(temp.resolve("1/urls.csv")).get(1), is(List.of("/a", "1", "5", "5.000")));
    assertThat(rows(temp.resolve("2/urls.csv")).get(1), is(List.of("/a", "2", "11", "5.500")));
  }

  // ---- money and time
  // ----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void amountsAreExactBeyondEveryMachineNumber(String runner) throws Exception {
    String nines = "9".repeat(30);
    Path input =
        write(
            "purchases.csv",
            """
            customer_id,date,price,quantity
            a-long,2022-03-01,9223372036854775807,2
            b-square,2022-03-01,9223372036854775807,9223372036854775807
            c-least,2022-03-01,-9223372036854775808,-1
            d-digits,2022-03-01,%s.%s,10
            e-quantity,2022-03-01,0.01,1000000000000000000000000
            f-binary,2022-03-01,0.1,1
            f-binary,2022-03-01,0.2,1
            g-scales,2022-03-01,1.5,1
            g-scales,2022-03-01,1.25,1
            g-scales,2022-03-01,.125,1
            h-returned,2022-03-01,19.99,3
            h-returned,2022-03-01,19.99,-3
            i-negative,2022-03-01,-5.00,2
            j-both-negative,2022-03-01,-5,-2
            k-cancels,2022-03-01,9223372036854775807,4
            k-cancels,2022-03-01,-9223372036854775807,4
            l-small,2022-03-01,0.00000000000000000001,3
            m-nothing,2022-03-01,-0.00,5
            n-plus,2022-03-01,+1.,+2
            """
                .formatted(nines, nines));
    Path report = temp.resolve("report");

    FootfallCall.runWell(
        "purchases", "--input=" + input, "--output=" + report, "--runner=" + runner);

    assertThat(
        Files.readString(report.resolve("customer_days.csv")),
        is(
            """
            date,customer_id,total_spent
            2022-03-01,a-long,18446744073709551614.00
            2022-03-01,b-square,85070591730234615847396907784232501249.00
            2022-03-01,c-least,9223372036854775808.00
            2022-03-01,d-digits,%s
            2022-03-01,e-quantity,10000000000000000000000.00
            2022-03-01,f-binary,0.30
            2022-03-01,g-scales,2.875
            2022-03-01,h-returned,0.00
            2022-03-01,i-negative,-10.00
            2022-03-01,j-both-negative,10.00
            2022-03-01,k-cancels,0.00
            2022-03-01,l-small,0.00000000000000000003
            2022-03-01,m-nothing,0.00
            2022-03-01,n-plus,2.00
            """
                .formatted(
                    new BigDecimal(nines + "." + nines).multiply(BigDecimal.TEN).toPlainString())));
  }

  @Test
  void readsAmountsInsteadOfPriceAndQuantity() throws Exception {
    Path csv =
        write("a.csv", "total;customer;date;price\n12.50;1;2022-03-01;1\n-2.5;1;2022-03-01;\n");
    Path json =
        write(
            "b.jsonl",
            """
            {"customer_id":1,"timestamp":"2022-03-01","amount":0.1000,"price":7}
            {"customer_id":1,"timestamp":"2022-03-01","price":0.5,"quantity":4}
            {"customer_id":1,"timestamp":"2022-03-01","amount":"123456789012345678901234567890.5"}
            """);
    Path report = temp.resolve("report");

    FootfallCall.runWell("purchases", "--input=" + csv + "," + json, "--output=" + report);

    assertThat(
        rows(report.resolve("customer_days.csv")).get(1),
        is(List.of("2022-03-01", "1", "123456789012345678901234567902.6000")));
  }

  /** Each customer is a way to write a time, and the day is the one that java.time gives for it. */
  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "+05:45"})
  void dayOfAPurchaseFollowsTheZone(String zone) throws Exception {
    Map<String, Map<String, String>> days =
        Map.of(
            "UTC",
            Map.of(
                "2022-03-01 23:59:59", "2022-03-01",
                "2022-03-01T23:59:59.999999999Z", "2022-03-01",
                "2022-03-01 23:59:59-00:01", "2022-03-02",
                "2022-03-02T00:00:00+0001", "2022-03-01",
                "2022-03-01", "2022-03-01",
                "2024-02-29T12:00:00", "2024-02-29"),
            "Europe/Berlin",
            Map.of(
                "2022-03-26 23:30:00", "2022-03-26",
                "2022-03-26T23:30:00Z", "2022-03-27",
                "2022-03-26 22:59:59.999Z", "2022-03-26",
                // These do not exist, or twice.
                "2022-03-27 02:30:00", "2022-03-27",
                "2022-10-30 02:30:00", "2022-10-30",
                "2022-10-30T23:30:00+00:00", "2022-10-31",
                "2022-10-29T22:30:00+0000", "2022-10-30"),
            "America/Sao_Paulo",
            Map.of(
                // Midnight did not exist; the day's first instant is one o'clock.
                "2018-11-04", "2018-11-04",
                "2018-11-04 00:30:00", "2018-11-04",
                "2018-11-04T02:59:59Z", "2018-11-03",
                "2018-11-04T03:00:00Z", "2018-11-04",
                // The last hour of the 17th was there twice.
                "2018-02-17 23:30:00", "2018-02-17",
                "2018-02-18T01:30:00Z", "2018-02-17",
                "2018-02-18T02:30:00Z", "2018-02-17",
                "2018-02-18T03:00:00Z", "2018-02-18"),
            "Pacific/Apia",
            Map.of(
                // There was no 30 December 2011.
                "2011-12-29 23:59:59", "2011-12-29",
                "2011-12-30 10:00:00", "2011-12-31",
                "2011-12-30", "2011-12-31",
                "2011-12-30T10:00:00Z", "2011-12-31",
                "2011-12-31 00:00:00", "2011-12-31"),
            "+05:45",
            Map.of(
                "2022-03-01 18:14:59Z", "2022-03-01",
                "2022-03-01 18:15:00Z", "2022-03-02",
                "2022-03-01 23:59:59", "2022-03-01"));
    StringBuilder text = new StringBuilder("customer_id,timestamp,amount\n");
    List<List<String>> wanted = new ArrayList<>();
    days.get(zone)
        .forEach(
            (written, day) -> {
              text.append(written).append(',').append(written).append(",1\n");
              wanted.add(List.of(day, written, "1.00"));
            });
    wanted.sort(
        Comparator.<List<String>, String>comparing(row -> row.get(0))
            .thenComparing(row -> row.get(1)));
    Path input = write("purchases.csv", text.toString());
    Path report = temp.resolve("report");

    FootfallCall.runWell("purchases", "--input=" + input, "--output=" + report, "--zone=" + zone);

    List<List<String>> rows = rows(report.resolve("customer_days.csv"));
    assertThat(rows.subList(1, rows.size()), is(wanted));
  }
}
