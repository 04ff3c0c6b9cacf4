package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a user starts it: whole processes, real files, exit statuses. */
class ReportsIT {
  private static final String LAUNCHER = System.getProperty("footfall.launcher");
  private static final String FIVE_PURCHASES =
      """
      transaction_id,customer_id,timestamp,product_name,product_category,product_price,quantity
      1,1,2022-03-01 10:00:00,Product A,Category 1,10.00,1
      2,2,2022-03-01 11:00:00,Product B,Category 1,20.00,2
      3,1,2022-03-01 12:00:00,Product C,Category 2,15.00,3
      4,3,2022-03-02 09:00:00,Product D,Category 2,30.00,1
      5,1,2022-03-02 11:00:00,Product E,Category 3,25.00,2
      """;
  private static final String FIVE_TOTALS =
      """
      date,customer_id,total_spent
      2022-03-01,1,55.00
      2022-03-01,2,40.00
      2022-03-02,1,50.00
      2022-03-02,3,30.00
      """;

  @TempDir Path temp;

  private record Ended(int status, String out) {}

  private Ended footfall(String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(LAUNCHER));
    command.addAll(Arrays.asList(args));
    Path out = Files.createTempFile(temp, "out", ".txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat("ended in time", process.waitFor(5, TimeUnit.MINUTES), is(true));
    return new Ended(process.exitValue(), Files.readString(out));
  }

  private Path write(String name, String content) throws Exception {
    return Files.writeString(temp.resolve(name), content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner", "SparkRunner"})
  void reportsAreTheExactAnswersOfTheGenerator(String runner) throws Exception {
    for (String dataset : List.of("visits", "purchases")) {
      String input = temp.resolve(dataset + ".csv").toString();
      Path answers = temp.resolve(dataset + "-answers");
      Path report = temp.resolve(dataset + "-report");
      Ended generated =
          footfall(
              "generate",
              dataset,
              "--rows=20000",
              "--malformed=0.01",
              "--quoted=0.05",
              "--output=" + input,
              "--answers=" + answers);
      assertThat(generated.out(), generated.status(), is(0));

      Ended counted =
          footfall(dataset, "--runner=" + runner, "--input=" + input, "--output=" + report);

      assertThat(counted.out(), counted.status(), is(0));
      for (String table :
          dataset.equals("visits")
              ? List.of("urls.csv", "summary.csv")
              : List.of("customer_days.csv")) {
        assertThat(table, Files.mismatch(report.resolve(table), answers.resolve(table)), is(-1L));
      }
      JsonNode run = new ObjectMapper().readTree(report.resolve("run.json").toFile());
      JsonNode total = run.path("accounting").path("total");
      JsonNode wanted = new ObjectMapper().readTree(answers.resolve("answers.json").toFile());
      assertThat(total.path("ok").asLong(), is(wanted.path("ok").asLong()));
      assertThat(
          total.path("read").asLong(),
          is(total.path("ok").asLong() + total.path("rejected").asLong()));
      assertThat(
          rejects(Path.of(run.path("rejects").asText())).size(),
          is(total.path("rejected").asInt()));
    }
  }

  private static List<String> rejects(Path file) throws Exception {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }

  @Test
  void theExampleOfTheFormatComesOutAsItSays() throws Exception {
    Path input = write("purchases.csv", FIVE_PURCHASES);
    Path report = temp.resolve("report");

    Ended ended = footfall("purchases", "--input=" + input, "--output=" + report);

    assertThat(ended.out(), ended.status(), is(0));
    assertThat(Files.readString(report.resolve("customer_days.csv")), is(FIVE_TOTALS));
  }

  @Test
  void compressedAndHeaderlessAndJsonInputsGiveTheSame() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(FIVE_PURCHASES.getBytes(StandardCharsets.UTF_8));
    }
    Path gz = Files.write(temp.resolve("a.csv.gz"), bytes.toByteArray());
    Path bare = write("bare.txt", FIVE_PURCHASES.substring(FIVE_PURCHASES.indexOf('\n') + 1));
    StringBuilder json = new StringBuilder();
    for (String line : FIVE_PURCHASES.split("\n", -1)) {
      String[] f = line.split(",", -1);
      if (f.length == 7 && !f[0].equals("transaction_id")) {
        json.append("{\"transaction_id\":\"")
            .append(f[0])
            .append("\",\"customer_id\":")
            .append(f[1])
            .append(",\"timestamp\":\"")
            .append(f[2])
            .append("\",\"price\":")
            .append(f[5])
            .append(",\"quantity\":")
            .append(f[6])
            .append("}\n");
      }
    }
    Path jsonl = write("a.jsonl", json.toString());
    String list =
        "--columns=transaction_id,customer_id,timestamp,product_name,product_category,product_price,quantity";

    assertThat(
        footfall("purchases", "--input=" + gz, "--output=" + temp.resolve("1")).status(), is(0));
    assertThat(
        footfall(
                "purchases",
                "--input=" + bare,
                "--header=false",
                list,
                "--output=" + temp.resolve("2"))
            .status(),
        is(0));
    Ended ofJson = footfall("purchases", "--input=" + jsonl, "--output=" + temp.resolve("3"));

    assertThat(ofJson.out(), ofJson.status(), is(0));
    for (String folder : List.of("1", "2", "3")) {
      assertThat(
          Files.readString(temp.resolve(folder).resolve("customer_days.csv")), is(FIVE_TOTALS));
    }
  }

  @Test
  void shardsTogetherHoldTheRowsOfTheOneFile() throws Exception {
    Path input = write("purchases.csv", FIVE_PURCHASES);
    Path report = temp.resolve("report");

    Ended ended = footfall("purchases", "--input=" + input, "--output=" + report, "--numShards=3");

    assertThat(ended.out(), ended.status(), is(0));
    List<String> rows = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      List<String> lines =
          Files.readAllLines(
              report.resolve(String.format("customer_days-%05d-of-00003.csv", shard)));
      rows.addAll(lines.subList(1, lines.size()));
    }
    rows.sort(null);
    assertThat(
        String.join("\n", rows) + "\n", is(FIVE_TOTALS.substring(FIVE_TOTALS.indexOf('\n') + 1)));
  }

  @Test
  void wrongUsageEndsWithStatus2() throws Exception {
    Path input = write("purchases.csv", FIVE_PURCHASES);
    Path report = temp.resolve("report");

    assertThat(footfall("purchases", "--output=" + report).status(), is(2));
    assertThat(
        footfall("visits", "--input=" + input, "--output=" + report).out(),
        containsString("has no column"));
    assertThat(footfall("purchases", "--input=" + input, "--output=" + report).status(), is(0));
    Ended again = footfall("purchases", "--input=" + input, "--output=" + report);
    assertThat(again.out(), again.status(), is(2));
    assertThat(again.out(), containsString("--overwrite"));
  }

  @Test
  void tooManyRejectsEndWithStatus3() throws Exception {
    Path input = write("purchases.csv", FIVE_PURCHASES + "6,1,2022-02-30 10:00:00,P,C,1.00,1\n");

    Ended ended =
        footfall(
            "purchases", "--input=" + input, "--output=" + temp.resolve("r"), "--maxRejects=0");

    assertThat(ended.out(), ended.status(), is(3));
    assertThat(ended.out(), containsString("INVALID_TIMESTAMP"));
  }

  @Test
  void aMissingInputEndsWithStatus66() throws Exception {
    assertThat(
        footfall("visits", "--input=" + temp.resolve("none.csv"), "--output=" + temp.resolve("r"))
            .status(),
        is(66));
  }

  @Test
  void anArchiveThatIsCutShortEndsWithStatus74AndLeavesNoTable() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(FIVE_PURCHASES.repeat(2000).getBytes(StandardCharsets.UTF_8));
    }
    Path cut =
        Files.write(
            temp.resolve("cut.csv.gz"), Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
    Path report = temp.resolve("report");

    Ended ended = footfall("purchases", "--input=" + cut, "--output=" + report);

    assertThat(ended.out(), ended.status(), is(74));
    assertThat(Files.exists(report.resolve("customer_days.csv")), is(false));
  }
}
