package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.files.FirehoseFile;
import io.footfall.pipelines.console.TerminalText;
import io.footfall.rejects.Reject;
import io.footfall.rejects.RejectCode;
import io.footfall.rejects.RejectFile;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectsCommandTest {
  private static final Instant MORNING = Instant.parse("2024-03-01T10:00:00Z");

  @TempDir Path temp;
  @TempDir Path elsewhere;

  private String said(Path folder, String... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    List<String> args = new ArrayList<>(List.of("rejects", "--rejects=" + folder));
    args.addAll(List.of(more));
    int status = Footfall.run(args, print);
    assertThat(status, is(0));
    return out.toString(StandardCharsets.UTF_8);
  }

  private void write(String name, Reject... rejects) throws Exception {
    Path file = temp.resolve(RejectFile.path("visits", MORNING, name));
    Files.createDirectories(file.getParent());
    try (OutputStream out = FirehoseFile.gzip(Files.newOutputStream(file))) {
      for (Reject reject : rejects) {
        RejectFile.write(reject, MORNING.toEpochMilli(), out);
      }
    }
  }

  private static Reject reject(
      RejectCode code, String source, long line, Instant arrival, String raw) {
    return new Reject(
        code,
        "line " + line + " is invalid",
        source,
        0,
        10 * line,
        line,
        null,
        null,
        raw.getBytes(StandardCharsets.UTF_8),
        1,
        arrival.toEpochMilli(),
        null);
  }

  @Test
  void rejectsAreCountedByCodeSourceAndDayWithThreeExamplesOfEachTheMostFirst() throws Exception {
    Instant nextDay = MORNING.plusSeconds(86_400);
    write(
        "one",
        reject(RejectCode.INVALID_NUMBER, "/in/a.csv", 1, MORNING, "first"),
        reject(RejectCode.MISSING_FIELD, "/in/a.csv", 2, MORNING, "other"),
        reject(RejectCode.INVALID_NUMBER, "/in/a.csv", 3, MORNING, "second"));
    write(
        "two",
        reject(RejectCode.INVALID_NUMBER, "/in/a.csv", 4, MORNING, "third"),
        reject(RejectCode.INVALID_NUMBER, "/in/a.csv", 5, MORNING, "fourth"),
        reject(RejectCode.INVALID_NUMBER, "/in/a.csv", 6, nextDay, "\u001b[31mred"));
    String said = said(temp);
    assertThat(
        said.substring(said.indexOf('\n') + 1),
        is(
            """

            4 INVALID_NUMBER on 2024-03-01 in /in/a.csv
              line 1: line 1 is invalid
                  first
              line 3: line 3 is invalid
                  second
              line 4: line 4 is invalid
                  third

            1 INVALID_NUMBER on 2024-03-02 in /in/a.csv
              line 6: line 6 is invalid
                  %s[31mred

            1 MISSING_FIELD on 2024-03-01 in /in/a.csv
              line 2: line 2 is invalid
                  other
            """
                .formatted(TerminalText.printable("\u001b"))));
    assertThat(said, containsString("6 rejects in 2 files of "));
    assertThat("what a terminal would obey", said, not(containsString("\u001b")));
  }

  @Test
  void placeOfARejectOfAStreamIsItsPositionInTheShard() throws Exception {
    write("one", reject(RejectCode.LATE, "kafka://a:9092/clicks/0", 1, MORNING, "record"));
    assertThat(said(temp), containsString("  at 10: line 1 is invalid\n      record\n"));
  }

  @Test
  void reportsNoRejectsForAnEmptyDirectory() {
    assertThat(said(temp), containsString("No rejects in "));
    FootfallCall.run("rejects", temp.resolve("none").toString())
        .assertStatus(66)
        .assertErr("There is no directory " + temp.resolve("none"));
  }

  @Test
  void reportWithoutRejectsHasNone() throws Exception {
    Files.writeString(temp.resolve("run.json"), "{}");
    assertThat(said(temp.resolve("rejects")), containsString("No rejects in "));
  }

  @Test
  void replayRequiresTheDirectory() {
    FootfallCall.run(
            "replay",
            temp.resolve("none").toString(),
            "--dataset=visits",
            "--lake=" + temp.resolve("lake"))
        .assertStatus(66)
        .assertErr("There is no directory ");
  }

  @Test
  void replayWithoutAValidRecordFails() throws Exception {
    String visit = "u1,2024-03-01 10:00:00,/a";
    write("one", reject(RejectCode.MALFORMED_JSON, "/in/a.csv", 1, MORNING, visit));
    String[] replay = {"replay", temp.toString(), "--dataset=visits", "--lake=" + elsewhere, ""};
    replay[4] = "--zone=UTC";
    FootfallCall.run(replay)
        .assertStatus(65)
        .assertErr(
            "No record became valid: 1 of 1 record was rejected again as TOO_FEW_FIELDS."
                + " List the columns of the records in their order with --columns.");
    replay[4] = "--columns=user_id,timestamp,url";
    FootfallCall.runWell(replay).assertOut("tried 1 = ok 1 + rejected 0");
  }

  @Test
  void separatesReplayedRejectsFromOpenOnes() throws Exception {
    String visit = "u1,2024-03-01 10:00:00,/a,";
    write(
        "one",
        reject(RejectCode.INVALID_NUMBER, "/in/a.csv", 1, MORNING, visit + "good=1"),
        reject(RejectCode.INVALID_NUMBER, "/in/a.csv", 2, MORNING, visit + "bad"));
    String lake = "--lake=" + elsewhere;
    Footfall.run(
        List.of("replay", "--rejects=" + temp, "--dataset=visits", lake, "--fix=s/good=//"),
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    write("two", reject(RejectCode.LATE, "/in/b.csv", 7, MORNING, visit + "5"));
    // Of a replay that was killed before it had sealed anything: the same record is in file two.
    write("replay-0123456789abcdef", reject(RejectCode.LATE, "/in/b.csv", 7, MORNING, visit));

    String said = said(temp, lake);
    assertThat(said, containsString("4 rejects in 3 files of "));
    assertThat(said.lines().findFirst().orElseThrow(), endsWith(": 2 replayed, 2 still open"));
    assertThat(
        said.substring(said.indexOf('\n') + 1),
        is(
            """

            3 INVALID_NUMBER on 2024-03-01 in /in/a.csv: 2 replayed, 1 still open
              line 2: page_view_duration (column 4) is 'bad'; expected seconds, a plain decimal such as 12.5, at least 0
                  u1,2024-03-01 10:00:00,/a,bad

            1 LATE on 2024-03-01 in /in/b.csv
              line 7: line 7 is invalid
                  u1,2024-03-01 10:00:00,/a,5
            """));
  }

  @Test
  void reportsLinesThatAreNotRejects() throws Exception {
    Files.writeString(temp.resolve("notes.txt"), "hello\n");
    assertThat(
        said(temp),
        containsString("1 line is not a reject (expected JSON with rawData and errorCode)."));
  }
}
