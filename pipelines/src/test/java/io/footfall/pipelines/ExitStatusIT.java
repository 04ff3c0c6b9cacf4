package io.footfall.pipelines;

import static io.footfall.testing.Gzip.gzip;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.footfall.pipelines.FootfallProcess.Ended;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every exit status of section 2.4 of src/docs/formats.md, and the one sentence that goes with it:
 * what is wrong, and which option settles it.
 *
 * <p>Status 70 for accounts that do not add up is in {@code ReportCommitTest}: no input leads
 * there.
 */
class ExitStatusIT {
  private static final String HEADER = "user_id,timestamp,url,page_view_duration\n";
  private static final String GOOD = "1,2022-03-01 10:00:00,/a,5\n";
  private static final String BAD = "1,2022-02-30 10:00:00,/a,5\n";

  @TempDir Path temp;

  @BeforeEach
  void writeInputs() throws Exception {
    write("good.csv", HEADER + GOOD);
    write("half-bad.csv", HEADER + GOOD + BAD);
    write("missing-column.csv", "user_id,timestamp,duration\n1,2022-03-01,5\n");
    write("two-columns.csv", "user_id,user,timestamp,url,duration\n1,2,2022-03-01,/a,5\n");
    write(
        "two-delimiters.csv",
        "a,user,time,url,duration,b;a2;user;time;url;duration;b2\n1,1,2022-03-01,/,1,b;a;1;2;3;4;b\n");
    Files.createDirectories(temp.resolve("empty-folder"));
  }

  private Path write(String name, String content) throws Exception {
    return Files.writeString(temp.resolve(name), content);
  }

  /** What is said of a failure is one line that begins with the program's name. */
  private static String failure(int status, Ended ended) {
    ended.assertStatus(status);
    List<String> lines = ended.err().lines().toList();
    assertThat(ended.said(), lines.size(), is(1));
    assertThat(lines.get(0), startsWith("footfall: "));
    return lines.get(0);
  }

  /** How a command ends is the same in a process of its own, as one test for each status shows. */
  private static String failure(int status, String... args) {
    return failure(status, FootfallCall.run(args));
  }

  private String failureOfAProcess(int status, String... args) throws Exception {
    return failure(status, FootfallProcess.launcher(temp).run(args));
  }

  private void nothingWasWritten(String folder) throws Exception {
    Path report = temp.resolve(folder);
    if (Files.exists(report)) {
      try (Stream<Path> files = Files.list(report)) {
        assertThat(files.toList(), is(List.of()));
      }
    }
  }

  @Test
  void status0WithEmptyStandardErrorOnSuccess() throws Exception {
    FootfallProcess.launcher(temp)
        .runWell("visits", "--input=good.csv", "--output=report")
        .assertErr(is(emptyString()))
        .assertOut("read 1 = ok 1 + rejected 0 + duplicate 0 + late 0 + skipped 0");
  }

  @Test
  void status0WithAWarningThatNamesTheRejectFile() throws Exception {
    Ended ended =
        FootfallProcess.launcher(temp)
            .runWell("visits", "--input=half-bad.csv", "--output=report")
            .assertErr(startsWith("footfall: "));
    assertThat(ended.err() + ended.out(), containsString("rejects/processing-failed/"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        // options
        "visits --output=$/report                                          ! --input",
        "visits --input=$/good.csv                                         ! --output",
        "visits --input=$/good.csv --output=$/report --colums=a              ! --columns",
        "visits --input=$/good.csv --output=$/report --numShards=x           ! --numShards=x",
        "visits --input=$/good.csv --output=$/report --maxRecordBytes=1      ! --maxRecordBytes=1",
        "visits --input=$/good.csv --output=$/report --zone=Mars             ! --zone=Mars",
        "visits --input=$/good.csv --output=$/report --header=false          ! --columns",
        "visits --input=$/good.csv --output=$/report --columns=user_id       ! --header=false",
        "visits --input=$/good.csv --output=$/report --columns=x=y           ! --columns",
        "visits --input=$/good.csv --output=$/report --columns=url=a,url=b   ! --columns",
        "visits --input=[$/good.csv --output=$/report                        ! --input",
        "visits --input=nowhere://a/b --output=$/report                    ! --input",
        // inputs that an option must explain
        "visits --input=$/missing-column.csv --output=$/report               ! --columns=url=NAME",
        "visits --input=$/two-columns.csv --output=$/report                  ! --columns=user_id=NAME",
        "visits --input=$/two-delimiters.csv --output=$/report               ! --delimiter",
        "purchases --input=$/good.csv --output=$/report                      ! Run: footfall visits"
      })
  void status2AndTheOptionForWrongUsage(String command, String named) throws Exception {
    assertThat(
        failure(2, command.trim().replace("$", temp.toString()).split(" ", -1)),
        containsString(named));
    nothingWasWritten("report");
  }

  @Test
  void status2IfAReportExists() throws Exception {
    String[] args = {"visits", "--input=good.csv", "--output=report"};
    FootfallProcess.launcher(temp).runWell(args);
    byte[] before = Files.readAllBytes(temp.resolve("report/run.json"));

    assertThat(failureOfAProcess(2, args), containsString("--overwrite"));

    assertThat(Files.readAllBytes(temp.resolve("report/run.json")), is(before));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--maxRejects=0", "--maxRejectRatio=0.49"})
  void status3ForTooManyRejectsWithACompleteReport(String limit) throws Exception {
    Ended ended =
        FootfallProcess.launcher(temp)
            .run("visits", "--input=half-bad.csv", "--output=report", limit)
            .assertStatus(3)
            .assertErr(limit.substring(0, limit.indexOf('=')));
    assertThat(ended.out() + ended.err(), containsString("rejects/processing-failed/"));
    assertThat(FootfallProcess.count(temp.resolve("report"), "ok"), is(1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--maxRejects=1", "--maxRejectRatio=0.5"})
  void asManyRejectsAsAllowedAreNoFailure(String limit) throws Exception {
    FootfallCall.runWell(
        "visits", "--input=" + temp + "/half-bad.csv", "--output=" + temp + "/report", limit);
  }

  /** Beam's local file system would search the whole disk for a glob in the root folder. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$/none.csv",
        "$/none-*.csv",
        "/none-*.csv",
        "$/empty-folder",
        "$/good.csv,$/none"
      })
  @Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  void status66IfTheInputIsMissing(String input) throws Exception {
    String inputs = input.replace("$", temp.toString());
    String said = failure(66, "visits", "--input=" + inputs, "--output=" + temp + "/report");
    assertThat(said, containsString(inputs.substring(inputs.indexOf(',') + 1)));
    assertThat(said, containsString("Check the path."));
    nothingWasWritten("report");
  }

  @Test
  void status66OfAProcess() throws Exception {
    assertThat(
        failureOfAProcess(66, "visits", "--input=none.csv", "--output=report"),
        containsString("none.csv"));
    nothingWasWritten("report");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$/good.csv", "$/good.csv/deeper", "/proc/none"})
  void status74IfTheOutputCannotBeWritten(String output) throws Exception {
    String said =
        failure(
            74,
            "visits",
            "--input=" + temp + "/good.csv",
            "--output=" + output.replace("$", temp.toString()));
    assertThat(said, containsString("--output"));
  }

  @Test
  void status74IfTheRejectsCannotBeWritten() throws Exception {
    String said =
        failure(
            74,
            "visits",
            "--input=" + temp + "/half-bad.csv",
            "--output=" + temp + "/report",
            "--rejects=" + temp + "/good.csv");
    assertThat(said, containsString("--rejects"));
    nothingWasWritten("report");
  }

  /** More than one block, so that the cut is found in the middle of the run. */
  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner", "SparkRunner"})
  void status74IfAnArchiveIsTruncated(String runner) throws Exception {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; i < 40_000; i++) {
      text.append(i).append(",2022-03-01 10:00:00,/").append(i * 7919L % 1000).append(",5\n");
    }
    byte[] whole = gzip(text.toString());
    byte[] cut = Arrays.copyOf(whole, whole.length - 100);
    Files.write(temp.resolve("cut.csv.gz"), cut);

    String said =
        failureOfAProcess(
            74, "visits", "--input=cut.csv.gz", "--output=report", "--runner=" + runner);

    assertThat(said, containsString("cut.csv.gz: its compressed data is truncated"));
    nothingWasWritten("report");
  }

  @Test
  void status74IfASecondFileOfManyIsDamaged() throws Exception {
    List<String> inputs = new ArrayList<>(List.of(temp + "/good.csv"));
    byte[] gzip = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3};
    Files.write(temp.resolve("damaged.csv"), gzip);
    inputs.add(temp + "/damaged.csv");
    String said =
        failure(
            74, "visits", "--input=" + String.join(",", inputs), "--output=" + temp + "/report");
    assertThat(said, containsString("damaged.csv: its compressed data"));
    nothingWasWritten("report");
  }

  @Test
  void status70IfMemoryIsNotEnough() throws Exception {
    Path input = temp.resolve("long-record.csv");
    Files.writeString(input, HEADER + "1,2022-03-01,/" + "x".repeat(40_000_000) + ",5\n");

    FootfallProcess.launcher(temp)
        .withJavaOptions("-Xmx64m")
        .run("visits", "--input=" + input, "--output=report", "--maxRecordBytes=100000000")
        .assertStatus(70)
        .assertErr("memory")
        .assertErr("FOOTFALL_JAVA_OPTS")
        .assertErr(not(containsString("\tat ")));
    nothingWasWritten("report");
  }

  /** What finds a character set is on the class path of inspect alone. */
  @Test
  void refusalOfAnotherCharacterSetNamesTheCommandThatDescribesIt() throws Exception {
    Path file =
        Files.write(
            temp.resolve("latin.csv"),
            "Visitor,When,P\u00e1gina\n1,2022-03-01,/caf\u00e9\n"
                .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(
        failureOfAProcess(2, "visits", "--input=" + file, "--output=" + temp.resolve("out")),
        containsString("To examine it, run: footfall inspect " + file));
    FootfallProcess.launcher(temp)
        .runWell("inspect", file.toString())
        .assertOut(" --encoding=WINDOWS-1252 ");
  }
}
