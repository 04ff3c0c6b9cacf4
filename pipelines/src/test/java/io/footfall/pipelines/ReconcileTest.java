package io.footfall.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.footfall.pipelines.FootfallProcess.Ended;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows that are there are compared with those of files. A backfill stands for the stream. */
class ReconcileTest {
  private static final String HEADER = "user_id,timestamp,url,page_view_duration\n";
  private static final String RECORDS =
      """
      u1,2024-03-01 10:00:00,/a,1.50
      u2,2024-03-01 10:30:00,/b,2
      u1,2024-03-01 10:40:00,/b,3
      u1,2024-03-01 10:40:00,/b,3
      u3,2024-03-02 01:00:00,/a,4
      """;
  private static final String LATE = "u4,2024-03-01 10:50:00,/late,5";

  @TempDir Path temp;

  private String file(String name, String records) throws IOException {
    return Files.writeString(temp.resolve(name), HEADER + records).toString();
  }

  private void stream(String records, String... options) throws IOException {
    String[] args = new String[options.length + 3];
    args[0] = "visits";
    args[1] = "--input=" + file("sent.csv", records);
    args[2] = "--output=" + temp.resolve("out");
    System.arraycopy(options, 0, args, 3, options.length);
    FootfallCall.runWell(args);
  }

  private Ended reconcile(String file, String... options) {
    String[] args = new String[options.length + 3];
    args[0] = "reconcile";
    args[1] = "--input=" + file;
    args[2] = "--streamOutput=" + temp.resolve("out");
    System.arraycopy(options, 0, args, 3, options.length);
    return FootfallCall.run(args);
  }

  /** Writes a record as the stream keeps one that is late. */
  private void late(String record) throws IOException {
    Path folder =
        Files.createDirectories(temp.resolve("out/rejects/processing-failed/2024/03/01/12"));
    String raw = Base64.getEncoder().encodeToString(record.getBytes(UTF_8));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("visits-1.gz")))) {
      out.write(
          ("{\"rawData\":\""
                  + raw
                  + "\",\"errorCode\":\"LATE\",\"errorMessage\":\"late\",\"attemptsMade\":1,"
                  + "\"arrivalTimestamp\":1,\"attemptEndingTimestamp\":1,\"lambdaARN\":\"\"}\n")
              .getBytes(UTF_8));
    }
  }

  private static void assertEqual(Ended ended, int windows, int records, int late) {
    ended
        .assertStatus(0)
        .assertOut(windows + " windows of")
        .assertOut(
            "%s valid records in the files, %s of them late in the stream: no difference"
                .formatted(records, late));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "--window=day,--zone=UTC,2",
    "--window=day,--zone=Asia/Tokyo,2",
    "--window=30m,--outputFormat=json,3",
    "--window=1h,--deduplicate,2",
    "--window=1h,--deduplicateBy=user_id,2"
  })
  void findsNoDifferenceInTheWindowsOfTheSameRecords(String window, String option, int windows)
      throws Exception {
    stream(RECORDS, window, option);
    String same = option.startsWith("--outputFormat") ? "--zone=UTC" : option;
    assertEqual(reconcile(file("files.csv", RECORDS + "u1,never,/,1\n"), same), windows, 5, 0);
  }

  @Test
  void findsThatTheStreamCountedRepeatsOnce() throws Exception {
    stream(RECORDS, "--window=1h", "--deduplicateBy=user_id");
    reconcile(file("files.csv", RECORDS))
        .assertStatus(1)
        .assertOut("the stream has /b,1,2,2.000, the files have /b,3,8,2.667");
  }

  @Test
  void showsDifferences() throws Exception {
    stream(RECORDS, "--window=1h");
    reconcile(
            file(
                "files.csv",
                RECORDS
                    + "u1,2024-03-01 10:00:01,/never/sent,1\n"
                    + "u1,2024-03-01 12:00:02,/c,1\nu1,2024-03-01 12:00:01,/c,1\n"))
        .assertStatus(1)
        .assertOut(
            "2 records of the files belong to no window of the stream; the earliest is from"
                + " 2024-03-01T12:00:01Z")
        .assertOut("urls.csv: only in the files: /never/sent,1,")
        .assertOut(": the summary of the stream is 4,2,")
        .assertOut("8 valid records in the files");
  }

  @Test
  void leavesOutLateRecordsOnceEach() throws Exception {
    stream(RECORDS, "--window=1h");
    late(LATE);
    assertEqual(reconcile(file("files.csv", LATE + "\n" + RECORDS)), 2, 6, 1);
    reconcile(file("twice.csv", LATE + "\n" + RECORDS + LATE + "\n"))
        .assertStatus(1)
        .assertOut("only in the files: /late,1,");
    reconcile(file("missing.csv", RECORDS))
        .assertStatus(1)
        .assertOut("1 record that the stream rejected as late is not in the files");
  }

  @Test
  void findsAWindowThatTheFilesDoNotHave() throws Exception {
    stream(RECORDS, "--window=1h");
    reconcile(file("files.csv", RECORDS.replaceFirst("u3.*\n", "")))
        .assertStatus(1)
        .assertOut("urls.csv: only in the stream: /a,1,4,4.000");
  }
}
