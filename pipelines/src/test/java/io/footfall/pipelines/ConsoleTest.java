package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run prints, where it is no terminal. */
class ConsoleTest {
  private static final String HEADER = "user_id,timestamp,url,page_view_duration\n";

  @TempDir Path temp;

  private record Printed(int status, String out, String err) {
    /** The part of the output that begins with this line, of as many lines. */
    String from(String line, int count) {
      List<String> lines = out.lines().toList();
      int at = lines.indexOf(line);
      assertThat(out, at >= 0, is(true));
      return String.join("\n", lines.subList(at, at + count));
    }
  }

  private Printed visits(Path input, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("visits", "--input=" + input, "--output=" + temp.resolve("report")));
    args.addAll(Arrays.asList(more));
    FootfallProcess.Ended ended = FootfallCall.run(args.toArray(String[]::new));
    return new Printed(ended.status(), ended.out(), ended.err());
  }

  private Path write(String name, String rows) throws Exception {
    return Files.writeString(temp.resolve(name), HEADER + rows);
  }

  @Test
  void urlWithALineBreakIsOneRowOfTheTable() throws Exception {
    Path input =
        write(
            "a.csv",
            """
            1,2024-03-01 10:00:00,"/a
            b",1
            2,2024-03-01 10:00:01,"/a
            b",2.5
            1,2024-03-01 10:00:02,/商品,1000
            """);

    Printed printed = visits(input);

    assertThat(printed.err(), is(""));
    assertThat(
        printed.from("  url    visits  seconds spent    average", 3),
        is(
            """
              url    visits  seconds spent    average
              /a\\nb       2            3.5      1.750
              /商品       1        1,000    1,000.000\
            """));
    assertThat(
        printed.out(),
        containsString("\nread 3 = ok 3 + rejected 0 + duplicate 0 + late 0 + skipped 0\n"));
  }

  @Test
  void showsMostVisitedUrlsOfAllShards() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int url = 1; url <= 20; url++) {
      for (int visit = 0; visit < url; visit++) {
        rows.append("1,2024-03-01 10:00:00,/").append(url).append(",1\n");
      }
    }

    Printed printed = visits(write("a.csv", rows.toString()), "--numShards=4");

    for (int rank = 0; rank < 10; rank++) {
      assertThat(
          printed.from("  url  visits  seconds spent  average", 11).lines().toList().get(rank + 1),
          startsWith("  /" + (20 - rank) + " "));
    }
    assertThat(printed.out(), containsString("  ... 10 more in " + temp + "/report/urls-*.csv"));
  }

  @Test
  void listsFilesWithMostRejectsFirst() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("in"));
    write("in/good.csv", "1,2024-03-01 10:00:00,/a,1\n\n2,2024-03-01 10:00:00,/a,1\n");
    write("in/worse.csv", "1,2024-03-01 10:00:00,/a,1\n,2024-03-01 10:00:00,/a,1\n");

    Printed printed = visits(folder);

    String path = temp.resolve("in") + "/";
    String pad = " ".repeat(path.length());
    assertThat(
        printed.from("  file" + pad + "       read  ok  rejected  duplicate  late  skipped", 3),
        is(
            "  file"
                + pad
                + "       read  ok  rejected  duplicate  late  skipped\n"
                + "  "
                + path
                + "worse.csv     2   1         1          0     0        0\n"
                + "  "
                + path
                + "good.csv      2   2         0          0     0        0"));
    assertThat(
        printed.err(), containsString("warning: 1 of 4 records was rejected: 1 MISSING_FIELD"));
    assertThat(printed.err(), containsString("  It is kept in "));
    assertThat(printed.err(), containsString("worse.csv, line 3: user_id (column 1) is empty"));
    assertThat(printed.out(), containsString("skipped 0 (plus 1 blank line)"));
  }

  @Test
  void explainsWhyNothingWasCounted() throws Exception {
    Printed printed = visits(write("a.csv", "1,yesterday,/a\u001b[2J,1\n"), "--maxRejectRatio=0.5");

    assertThat(printed.status(), is(65));
    assertThat(printed.out(), containsString("Nothing was counted."));
    assertThat(printed.err(), containsString("line 2: timestamp (column 2) is 'yesterday'"));
    assertThat(
        printed.err(),
        containsString("More records were rejected than --maxRejectRatio=0.5 allows."));
    assertThat(printed.err(), not(containsString("\u001b")));
  }

  @Test
  void emptyInputIsAnAnswer() throws Exception {
    Printed printed = visits(write("a.csv", ""));

    assertThat(printed.status(), is(0));
    assertThat(printed.err(), is(""));
    assertThat(
        printed.out(),
        containsString("read 0 = ok 0 + rejected 0 + duplicate 0 + late 0 + skipped 0"));
  }
}
