package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code report} writes its file whole or not at all, and says what is in it. */
class ReportPageCommandTest {
  @TempDir Path temp;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private PrintStream systemErr;

  @BeforeEach
  void catchWhatIsSaid() {
    systemErr = System.err;
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void letItSpeak() {
    System.setErr(systemErr);
  }

  private int run(String... args) {
    return Footfall.run(Arrays.asList(args), new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  private int report(String... more) {
    List<String> args = new ArrayList<>(List.of("report", "--lake=" + temp.resolve("lake")));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private String output() {
    return "--output=" + temp.resolve("r.html");
  }

  private void makeLake() {
    int status =
        run(
            "visits",
            "--input=src/samples/visits.csv",
            "--output=" + temp.resolve("visits"),
            "--lake=" + temp.resolve("lake"));
    assertThat(err.toString(StandardCharsets.UTF_8), status, is(0));
    out.reset();
  }

  private List<String> files() throws Exception {
    try (Stream<Path> files = Files.list(temp)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void printsPeriodTotalsAndFile() throws Exception {
    makeLake();

    assertThat(report(output(), "--title=March"), is(0));

    String said = out.toString(StandardCharsets.UTF_8);
    assertThat(said, containsString("2024-03-01 to 2024-03-03: 45 visits to 4 pages\n"));
    assertThat(said, containsString("r.html ("));
    assertThat(Files.readString(temp.resolve("r.html")), containsString("<title>March</title>"));
    assertThat(files(), is(List.of("lake", "r.html", "visits")));
  }

  @Test
  void daysMayBeChosen() throws Exception {
    makeLake();

    assertThat(report(output(), "--from=2024-03-02", "--to=2024-03-02"), is(0));

    assertThat(
        out.toString(StandardCharsets.UTF_8),
        containsString("2024-03-02 to 2024-03-02: 16 visits"));
  }

  @Test
  void replacesExistingFileOnlyWithOverwrite() throws Exception {
    makeLake();
    Files.writeString(temp.resolve("r.html"), "before");

    assertThat(report(output()), is(2));
    assertThat(err.toString(StandardCharsets.UTF_8), containsString("Replace it with --overwrite"));
    assertThat(Files.readString(temp.resolve("r.html")), is("before"));

    assertThat(report(output(), "--overwrite"), is(0));
    assertThat(Files.readString(temp.resolve("r.html")), containsString("<!doctype html>"));
  }

  @Test
  void lakeWithoutABatchIsStatus66() throws Exception {
    Files.createDirectories(temp.resolve("lake"));

    assertThat(report(output()), is(66));
    assertThat(files(), is(List.of("lake")));
  }

  @Test
  void daysWithoutAnythingAreNoInput() throws Exception {
    makeLake();

    assertThat(report(output(), "--from=2030-01-01"), is(66));
    assertThat(
        err.toString(StandardCharsets.UTF_8),
        containsString(
            "No data on or after 2030-01-01. The lake covers 2024-03-01 to 2024-03-03."));
  }

  @Test
  void unwritableDirectoryIsStatus74() throws Exception {
    makeLake();
    Files.writeString(temp.resolve("file"), "no folder");

    assertThat(report("--output=" + temp.resolve("file/r.html")), is(74));
    assertThat(files(), is(List.of("file", "lake", "visits")));
  }

  @Test
  void requiresSourceAndOutput() {
    assertThat(run("report", output()), is(2));
    assertThat(run("report", "--lake=" + temp), is(2));
    assertThat(run("report", "--lake=" + temp, "--output=" + temp), is(2));
    assertThat(err.toString(StandardCharsets.UTF_8), containsString("is a directory. Name a file"));
  }
}
