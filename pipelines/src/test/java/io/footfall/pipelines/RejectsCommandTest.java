package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.files.FirehoseFile;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectsCommandTest {
  private static final Instant MORNING = Instant.parse("2024-03-01T10:00:00Z");

  @TempDir Path temp;

  private String said(Path folder) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int status = Footfall.run(List.of("rejects", "--summary", "--rejects=" + folder), print);
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
        "line " + line + " is no good",
        source,
        0,
        10 * line,
        line,
        null,
        null,
        raw.getBytes(StandardCharsets.UTF_8),
        1,
        arrival.toEpochMilli());
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
              line 1: line 1 is no good
                  first
              line 3: line 3 is no good
                  second
              line 4: line 4 is no good
                  third

            1 INVALID_NUMBER on 2024-03-02 in /in/a.csv
              line 6: line 6 is no good
                  %s[31mred

            1 MISSING_FIELD on 2024-03-01 in /in/a.csv
              line 2: line 2 is no good
                  other
            """
                .formatted(TerminalText.printable("\u001b"))));
    assertThat(said, containsString("6 rejects in 2 files of "));
    assertThat("what a terminal would obey", said, not(containsString("\u001b")));
  }

  @Test
  void placeOfARejectOfAStreamIsItsPositionInTheShard() throws Exception {
    write("one", reject(RejectCode.LATE, "kafka://a:9092/clicks/0", 1, MORNING, "record"));
    assertThat(said(temp), containsString("  at 10: line 1 is no good\n      record\n"));
  }

  @Test
  void withoutRejectsThereAreNone() {
    assertThat(said(temp), containsString("There are no rejects in "));
    assertThat(said(temp.resolve("none")), containsString("there is no such folder."));
  }

  @Test
  void linesThatAreNoRejectsAreTold() throws Exception {
    Files.writeString(temp.resolve("notes.txt"), "hello\n");
    assertThat(said(temp), containsString("1 line is no reject: JSON with rawData and errorCode"));
  }
}
