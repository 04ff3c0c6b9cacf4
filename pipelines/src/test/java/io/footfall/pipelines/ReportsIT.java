package io.footfall.pipelines;

import static io.footfall.testing.Gzip.gzip;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdOutputStream;
import io.footfall.pipelines.FootfallProcess.Ended;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as a user starts it: whole processes, real files, exit statuses. */
class ReportsIT {
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

  private Path write(String name, String content) throws Exception {
    return Files.writeString(temp.resolve(name), content);
  }

  /** As the launcher starts it, and as one jar. */
  @ParameterizedTest
  @CsvSource({
    "launcher,DirectRunner",
    "launcher,FlinkRunner",
    "launcher,SparkRunner",
    "jar,DirectRunner",
    "jar,FlinkRunner"
  })
  void reportsAreTheExactAnswersOfTheGenerator(String start, String runner) throws Exception {
    FootfallProcess footfall =
        start.equals("jar") ? FootfallProcess.jar(temp) : FootfallProcess.launcher(temp);
    for (String dataset : List.of("visits", "purchases")) {
      String input = temp.resolve(dataset + ".csv").toString();
      Path answers = temp.resolve(dataset + "-answers");
      Path report = temp.resolve(dataset + "-report");
      FootfallCall.runWell(
          "generate",
          dataset,
          "--rows=20000",
          "--malformed=0.01",
          "--output=" + input,
          "--answers=" + answers);

      footfall.runWell(dataset, "--runner=" + runner, "--input=" + input, "--output=" + report);

      for (String table :
          dataset.equals("visits")
              ? List.of("urls.csv", "summary.csv")
              : List.of("customer_days.csv")) {
        assertThat(table, Files.mismatch(report.resolve(table), answers.resolve(table)), is(-1L));
      }
      JsonNode wanted = new ObjectMapper().readTree(answers.resolve("answers.json").toFile());
      long ok = FootfallProcess.count(report, "ok");
      long rejected = FootfallProcess.count(report, "rejected");
      assertThat(ok, is(wanted.path("ok").asLong()));
      assertThat(FootfallProcess.count(report, "read"), is(ok + rejected));
      assertThat(
          (long) FootfallProcess.rejectLines(report.resolve("rejects")).size(), is(rejected));
    }
  }

  @Test
  void producesTheExampleOfTheFormats() throws Exception {
    Path input = write("purchases.csv", FIVE_PURCHASES);
    Path report = temp.resolve("report");

    Ended ended = FootfallCall.run("purchases", "--input=" + input, "--output=" + report);

    assertThat(ended.out(), ended.status(), is(0));
    assertThat(Files.readString(report.resolve("customer_days.csv")), is(FIVE_TOTALS));
  }

  @Test
  void compressedHeaderlessAndJsonInputsProduceTheSameReport() throws Exception {
    Path gz = Files.write(temp.resolve("a.csv.gz"), gzip(FIVE_PURCHASES));
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
        FootfallCall.run("purchases", "--input=" + gz, "--output=" + temp.resolve("1")).status(),
        is(0));
    assertThat(
        FootfallCall.run(
                "purchases",
                "--input=" + bare,
                "--header=false",
                list,
                "--output=" + temp.resolve("2"))
            .status(),
        is(0));
    Ended ofJson =
        FootfallCall.run("purchases", "--input=" + jsonl, "--output=" + temp.resolve("3"));

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

    Ended ended =
        FootfallCall.run("purchases", "--input=" + input, "--output=" + report, "--numShards=3");

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

  /** Each of them with the class path of the launcher, which has no jar too many. */
  @Test
  void detectsCompressionWhateverTheFileName() throws Exception {
    byte[] plain = FIVE_PURCHASES.getBytes(StandardCharsets.UTF_8);
    Map<String, ByteArrayOutputStream> files = new TreeMap<>();
    for (String name : List.of("a.gz", "b.bz2", "c.zst", "d.deflate", "e.zz", "f", "g.csv")) {
      files.put(name, new ByteArrayOutputStream());
    }
    for (OutputStream out :
        List.of(
            new GZIPOutputStream(files.get("a.gz")),
            new BZip2CompressorOutputStream(files.get("b.bz2")),
            new ZstdOutputStream(files.get("c.zst")),
            new DeflaterOutputStream(files.get("d.deflate"), new Deflater(9, true)),
            new DeflaterOutputStream(files.get("e.zz")),
            new GZIPOutputStream(files.get("f")),
            new BZip2CompressorOutputStream(files.get("g.csv")))) {
      out.write(plain);
      out.close();
    }
    Path folder = Files.createDirectories(temp.resolve("compressed"));
    for (Map.Entry<String, ByteArrayOutputStream> file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue().toByteArray());
    }
    Path report = temp.resolve("report");

    FootfallProcess.launcher(temp).runWell("purchases", "--input=" + folder, "--output=" + report);

    assertThat(
        Files.readString(report.resolve("customer_days.csv")),
        is(
            """
            date,customer_id,total_spent
            2022-03-01,1,385.00
            2022-03-01,2,280.00
            2022-03-02,1,350.00
            2022-03-02,3,210.00
            """));
  }
}
