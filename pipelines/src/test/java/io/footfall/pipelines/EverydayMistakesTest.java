package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.FootfallProcess.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each everyday mistake is answered with one true sentence. */
class EverydayMistakesTest {
  @TempDir Path temp;

  private Path visits;

  @BeforeEach
  void writeFile() throws Exception {
    visits =
        Files.writeString(
            temp.resolve("v.csv"),
            "user_id,timestamp,url,page_view_duration\n1,2024-03-01 10:00:00,/a,5\n");
  }

  private void refuses(int status, String sentence, String... args) {
    Ended ended = FootfallCall.run(args).assertStatus(status).assertErr(sentence);
    assertThat(ended.err(), ended.err().strip().lines().count(), is(1L));
  }

  private void refusesInput(int status, String sentence, String input, String... more) {
    String[] args = new String[more.length + 3];
    args[0] = "visits";
    args[1] = "--input=" + input;
    args[2] = "--output=" + temp.resolve("out");
    System.arraycopy(more, 0, args, 3, more.length);
    refuses(status, sentence, args);
  }

  @Test
  void refusesAnEmptyDirectory() throws Exception {
    Path empty = Files.createDirectories(temp.resolve("empty"));
    refusesInput(66, "contains no input files", empty.toString());
  }

  @Test
  void refusesADirectoryWithOnlySubdirectories() throws Exception {
    Files.createDirectories(temp.resolve("outer/inner"));
    refusesInput(66, "contains no input files", temp.resolve("outer").toString());
  }

  @Test
  void refusesAnHttpInput() {
    refusesInput(
        2,
        "http:// inputs are not supported: http://shop.example/visits.csv. Download the file first,"
            + " and set --input to its path.",
        "http://shop.example/visits.csv");
  }

  @Test
  void refusesADelimiterThatTheFileDoesNotUse() {
    refusesInput(2, "check --delimiter", visits.toString(), "--delimiter=;");
  }

  @Test
  void refusesASheetForCsvAndAUserWithoutAnAccessLog() {
    refusesInput(2, "v.csv is not an xlsx workbook", visits.toString(), "--sheet=S2");
    refusesInput(2, "--ignoreBots apply to access logs", visits.toString(), "--user=ip");
  }

  @Test
  void refusesOptionsOfCsvForOtherFormats() throws Exception {
    for (String option : List.of("--skipLines=2", "--header=false", "--header=2", "--quote='")) {
      String sentence = option.replaceFirst("=.*", "") + " applies to CSV, not to ";
      refusesInput(2, sentence + "access logs", visits.toString(), "--format=common", option);
      refusesInput(2, sentence + "JSON", visits.toString(), "--format=json", option);
    }
    Path json =
        Files.writeString(
            temp.resolve("v.txt"),
            "{\"user_id\":1,\"timestamp\":\"2024-03-01 10:00:00\",\"url\":\"/a\"}\n");
    for (String option :
        List.of(
            "--skipLines=2",
            "--header=2",
            "--quote='",
            "--escape=!",
            "--comment=#",
            "--strictQuotes")) {
      String name = option.replaceFirst("=.*", "");
      refusesInput(2, name + " applies to CSV, but " + json + " is JSON", json.toString(), option);
    }
  }

  @Test
  void refusesOptionsOfFilesForMessages() {
    String topic = "kafka://127.0.0.1:1/t";
    String columns = "--columns=user_id,timestamp,url";
    refusesInput(
        2, "--jsonPath applies to documents in files, not to messages", topic, "--jsonPath=/x");
    refusesInput(2, "--jsonPath applies to JSON, not to CSV", topic, "--jsonPath=x", columns);
    refusesInput(2, "--sheet applies to workbooks, not to messages", topic, "--sheet=S1");
    refusesInput(2, "--skipLines applies to CSV, not to JSON messages", topic, "--skipLines=1");
    refusesInput(2, "--skipLines applies to files", topic, "--skipLines=1", columns);
    refusesInput(2, "--header applies to files", topic, "--header=2", columns);
  }

  @Test
  void reportsAWrongLogFormatTogetherWithOtherProblems() {
    FootfallCall.run("visits", visits.toString(), "-o", "x", "--logFormat=none", "--partitions=-1")
        .assertStatus(2)
        .assertErr("The command line has 2 problems.", "--logFormat='none' has no fields");
  }

  @Test
  void reportsAnOptionThatIsSetTwiceOnce() {
    refusesInput(
        2,
        "--zone is set twice, to UTC and to CET. Leave one of them out.",
        visits.toString(),
        "--zone=UTC",
        "--zone=CET");
  }

  @Test
  void refusesTheThreadsOfAnotherRunner() {
    refusesInput(
        2,
        "--targetParallelism applies to the DirectRunner, not to the FlinkRunner."
            + " Use --parallelism.",
        visits.toString(),
        "--runner=flink",
        "--targetParallelism=1");
  }

  @Test
  void refusesAnOptionThatHasNoEffectOnTheDataset() {
    String sentence = "--stripQuery does not apply to purchases. Leave it out.";
    String file = visits.toString();
    refuses(2, sentence, "purchases", file, "--output=" + temp.resolve("out"), "--stripQuery");
    for (String option : List.of("--ignoreBots", "--logFormat=%h", "--user=ip")) {
      String unused = option.replaceFirst("=.*", "") + " does not apply to purchases.";
      refuses(2, unused, "purchases", file, "--output=" + temp.resolve("out"), option);
    }
    String lake = "--lake=" + temp.resolve("lake");
    refuses(2, sentence, "replay", file, "--dataset=purchases", lake, "--stripQuery");
    assertThat(FootfallCall.runWell("purchases", "--help").out().contains("--strip"), is(false));
  }

  @Test
  void acceptsTheUserOfADatabaseForPurchases() {
    refuses(
        2,
        "--readers=0 is out of range",
        "publish",
        "--input=jdbc:postgresql://localhost/shop",
        "--table=orders",
        "--dataset=purchases",
        "--user=shop",
        "--readers=0",
        "--output=kafka://localhost:9092/orders");
  }

  @Test
  void refusesAMappedNameThatTheFileDoesNotHave() {
    refusesInput(
        2,
        " has no column visitor (which --columns maps to user_id)",
        visits.toString(),
        "--columns=user_id=visitor");
  }

  @Test
  void refusesToCompactAMissingLake() {
    FootfallCall.run("compact", "--lake=" + temp.resolve("laek"))
        .assertStatus(66)
        .assertErr("/laek/. Check --lake.");
  }

  @Test
  void refusesToCompactADirectoryThatIsNotALake() {
    String directory = "--lake=" + visits.getParent();
    refuses(66, "No sealed batch in ", "compact", directory);
    refuses(66, "No sealed batch in ", "query", directory, "SELECT 1");
  }

  @Test
  void refusesAReportThatIsNotHtml() {
    for (String name : List.of("x.pdf", "x.csv", "x")) {
      Path file = temp.resolve(name);
      refuses(2, name + " is not an HTML file", "report", visits.toString(), "--output=" + file);
      assertThat(Files.exists(file), is(false));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--acceptDataLoss",
        "--allowedLateness=1d",
        "--consumerArn=arn:aws:kinesis:x",
        "--idleAfter=1m",
        "--initialPosition=latest",
        "--kafkaConfig=client.properties",
        "--lakeEvery=1m",
        "--outOfOrderness=1s",
        "--stopAfterIdle=5s",
        "--updateEvery=1s"
      })
  void refusesAnOptionOfStreamsForFiles(String option) {
    refusesInput(
        2,
        "%s applies to a stream, but --input is %s. Leave it out."
            .formatted(option.replaceFirst("=.*", ""), visits),
        visits.toString(),
        option);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--where=url=/a",
        "--deduplicate",
        "--decimal=,",
        "--header=false",
        "--preset=umami",
        "--dataset=visits"
      })
  void refusesAnOptionOfFilesForALake(String option) {
    String sentence =
        option.replaceFirst("=.*", "")
            + " applies when files are read, not to a lake, a warehouse or a report. Leave it out.";
    String lake = "--lake=" + temp.resolve("lake");
    refuses(2, sentence, "query", lake, option, "SELECT count(*) FROM visits");
    refuses(2, sentence, "report", lake, option, "--output=" + temp.resolve("report.html"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--schema=shop", "--user=me", "--passwordFile=p.txt", "--passwordSecret=s"})
  void refusesAnOptionOfAWarehouseForALake(String option) throws IOException {
    Path rules = Files.writeString(temp.resolve("rules.txt"), "visits all below 1\n");
    String sentence =
        option.replaceFirst("=.*", "")
            + " applies only to a warehouse (--warehouse). Leave it out.";
    String lake = "--lake=" + temp.resolve("lake");
    refuses(2, sentence, "query", lake, option, "SELECT count(*) FROM visits");
    refuses(2, sentence, "report", lake, option, "--output=" + temp.resolve("report.html"));
    refuses(2, sentence, "serve", lake, option);
    refuses(2, sentence, "check", lake, option, "--rules=" + rules);
  }

  @Test
  void refusesASchemaForFiles() throws IOException {
    Path file = Files.writeString(temp.resolve("schema.csv"), "user_id,timestamp,url\n");
    refuses(
        2,
        "--schema applies only to a warehouse (--warehouse). Leave it out.",
        "report",
        file.toString(),
        "--schema=shop",
        "--output=" + temp.resolve("report.html"));
  }

  @Test
  void refusesColumnsSetTwice() {
    refusesInput(
        2,
        "--columns is set twice, to user_id=u and to url=l. Write one list:"
            + " --columns=user_id=u,url=l.",
        visits.toString(),
        "--columns=user_id=u",
        "--columns=url=l");
  }

  @Test
  void refusesALakeTogetherWithFiles() {
    String sentence = "lake:lk is a lake, which is read alone. Leave out the other inputs.";
    refusesInput(2, sentence, "lake:lk," + visits);
    String report = temp.resolve("r.html").toString();
    refuses(2, sentence, "report", visits.toString(), "lake:lk", "--output=" + report);
  }

  @Test
  void refusesAStatementWithoutFilesAndWithoutALake() {
    refuses(
        2,
        "--lake, --warehouse, --report or a file is required, for example: footfall query --lake=lake, or footfall query",
        "query",
        "COPY (SELECT 1) TO '" + temp.resolve("x.csv") + "'");
  }

  @Test
  void reportsOneProblemForAFileBesideTheStatement() {
    refuses(
        2,
        "footfall: Expected one SQL statement, but found 2 arguments. Name the file in the statement:"
            + " footfall query \"SELECT * FROM '"
            + visits
            + "'\"",
        "query",
        visits.toString(),
        "SELECT count(*) FROM visits");
  }

  @Test
  void refusesAMissingDirectoryOfSavedQueries() {
    Path missing = temp.resolve("missing");
    refuses(66, "Check --queries.", "serve", "--lake=" + temp, "--queries=" + missing);
    assertThat(Files.exists(missing), is(false));
  }

  @Test
  void refusesLakeWhoseFilesWereDeleted() throws Exception {
    Path lake = temp.resolve("lake");
    FootfallCall.runWell(
        "visits", visits.toString(), "--output=" + temp.resolve("out"), "--lake=" + lake);
    Path file;
    try (Stream<Path> files = Files.walk(lake)) {
      file = files.filter(path -> path.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    Files.delete(file);
    String why = file + " is not in the lake, although its batch is sealed.";
    refuses(74, why, "report", "--lake=" + lake, "--output=" + temp.resolve("r.html"));
    refuses(74, why, "query", "--lake=" + lake, "SELECT * FROM visits");
    refuses(
        74,
        "If it was deleted, restore it",
        "visits",
        "--input=lake:" + lake,
        "--output=" + temp.resolve("again"));
  }

  @Test
  void refusesFileAndMissingDirectoryAsLake() throws Exception {
    Path output = temp.resolve("out");
    refuses(
        74,
        visits + " is a file",
        "visits",
        visits.toString(),
        "--output=" + output,
        "--lake=" + visits);
    assertThat(Files.exists(output), is(false));
    refuses(66, "is a file", "load", "--lake=" + visits, "--warehouse=jdbc:postgresql://h/d");
    refuses(66, "There is no directory", "rejects", temp.toString(), "--lake=" + temp + "/none");
  }

  @Test
  void refusesAPortInUse() throws Exception {
    FootfallCall.runWell(
        "visits",
        visits.toString(),
        "--output=" + temp.resolve("out"),
        "--lake=" + temp.resolve("lake"));
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      refuses(
          2,
          "Port " + socket.getLocalPort() + " of 127.0.0.1 is already in use.",
          "serve",
          "--lake=" + temp.resolve("lake"),
          "--port=" + socket.getLocalPort());
    }
  }

  @Test
  void refusesAMissingFileOfAStatement() throws Exception {
    Path file = Files.writeString(temp.resolve("q.sql"), "SELECT 6 * 7 AS n");
    FootfallCall.runWell(
        "visits",
        visits.toString(),
        "--output=" + temp.resolve("out"),
        "--lake=" + temp.resolve("lake"));
    String lake = "--lake=" + temp.resolve("lake");
    FootfallCall.runWell("query", lake, "-f", file.toString(), "--format=csv")
        .assertOut(is("n\n42\n"));
    String gone = temp.resolve("gone.sql").toString();
    refuses(66, "--file=" + gone + ": no such file or directory.", "query", lake, "-f", gone);
  }

  @Test
  void refusesAFileBesideTheFileOfAStatement() throws Exception {
    Path file = Files.writeString(temp.resolve("q.sql"), "SELECT 1");
    FootfallCall.run("query", "-f", file.toString(), visits.toString())
        .assertStatus(2)
        .assertErr("because the query comes from --file. To read this file, use --input=" + visits);
  }

  @Test
  void refusesArgumentsThatACommandDoesNotUse() {
    refuses(2, "Unexpected argument 'other'. Leave it out.", "compact", "lake", "other");
    refuses(2, "Unexpected argument 'zsh'. Leave it out.", "completion", "bash", "zsh");
    refuses(2, "Unexpected argument 'now'. Leave it out.", "demo", "now");
    refuses(2, "Unknown option --zone.", "demo", "--zone=UTC");
  }

  @Test
  void refusesUnreadableFilesOfOptions() throws Exception {
    Path bytes = Files.write(temp.resolve("bytes"), new byte[] {'v', (byte) 0xFF, '\n'});
    String lake = "--lake=" + temp;
    refuses(66, "--rules=" + bytes + ": it is not UTF-8 text.", "check", lake, "--rules=" + bytes);
    refuses(66, "--rules=" + temp + ": Is a directory.", "check", lake, "--rules=" + temp);
    refuses(66, "--tokenFile=" + temp + ": Is", "serve", lake, "--tokenFile=" + temp);
    refusesInput(66, "--profile=" + temp + ": Is", visits.toString(), "--profile=" + temp);
  }
}
