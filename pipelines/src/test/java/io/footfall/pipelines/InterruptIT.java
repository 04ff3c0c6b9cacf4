package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.footfall.pipelines.FootfallProcess.Ended;
import io.footfall.pipelines.FootfallProcess.Started;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An interrupted run stops and leaves nothing behind. */
class InterruptIT {
  private static final int MOST_POLLS = 15_000;
  private static final int MILLIS_BETWEEN_POLLS = 20;

  @TempDir static Path shared;
  @TempDir Path temp;

  /**
   * An input that takes much longer than the test: some hundred thousand keys, which outgrow a
   * small heap, over and over again.
   */
  @BeforeAll
  static void writeEndlessInput() throws Exception {
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(member)) {
      StringBuilder text = new StringBuilder("user_id,timestamp,url,page_view_duration\n");
      for (int i = 0; i < 200_000; i++) {
        text.append(i).append(",2022-03-01 10:00:00,/").append("x".repeat(40)).append(i);
        text.append(",5\n");
      }
      gzip.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    try (OutputStream out = Files.newOutputStream(input())) {
      for (int i = 0; i < 150; i++) {
        member.writeTo(out);
      }
    }
  }

  private static Path input() {
    return shared.resolve("visits.csv.gz");
  }

  private static List<String> below(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !file.equals(folder))
          .map(file -> folder.relativize(file).toString())
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (java.io.UncheckedIOException e) {
      return List.of(); // It changes while it is listed.
    }
  }

  /** Waits until the run has put partials into its temporary folder: then it is in full swing. */
  private static void awaitTemporaryFile(Path report, Started started) throws Exception {
    for (int i = 0; i < MOST_POLLS; i++) {
      if (below(report).stream().anyMatch(file -> file.contains("/chunks-"))) {
        return;
      }
      if (started.process().waitFor(MILLIS_BETWEEN_POLLS, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    throw new AssertionError("no temporary file; " + started.ended().said());
  }

  private static void signal(String name, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
    assertThat(kill.waitFor(), is(0));
  }

  @ParameterizedTest
  @CsvSource({"DirectRunner,INT,130", "FlinkRunner,INT,130", "DirectRunner,TERM,143"})
  void stoppedRunLeavesNothing(String runner, String signal, int status) throws Exception {
    Path report = temp.resolve("report");
    Path systemFolder = Files.createDirectories(temp.resolve("tmp"));
    // A process that is started in the background of a script ignores SIGINT, and so do its
    // children; env gives it back to them.
    Started started =
        FootfallProcess.launcher(temp)
            .through("env", "--default-signal=INT")
            .withJavaOptions("-Xmx256m -Djava.io.tmpdir=" + systemFolder)
            .start("visits", "--runner=" + runner, "--input=" + input(), "--output=" + report);
    awaitTemporaryFile(report, started);

    signal(signal, started.process());
    Ended ended =
        started
            .ended()
            .assertStatus(status)
            .assertErr("stopped; no report was written")
            .assertErr(not(containsString("\tat ")));
    assertThat(ended.said(), below(report), is(List.of()));
    assertThat(below(systemFolder), is(List.of()));
  }

  @Test
  void stoppedRunKeepsTheEarlierReport() throws Exception {
    Path small = temp.resolve("small.csv");
    Files.writeString(small, "user_id,timestamp,url,page_view_duration\n1,2022-03-01,/a,5\n");
    Path report = temp.resolve("report");
    FootfallProcess.launcher(temp).runWell("visits", "--input=" + small, "--output=" + report);
    List<String> before = below(report);
    String run = Files.readString(report.resolve("run.json"));
    Started started =
        FootfallProcess.launcher(temp)
            .through("env", "--default-signal=INT")
            .withJavaOptions("-Xmx256m")
            .start("visits", "--overwrite", "--input=" + input(), "--output=" + report);
    awaitTemporaryFile(report, started);

    signal("INT", started.process());
    started.ended().assertStatus(130);
    assertThat(below(report), is(before));
    assertThat(Files.readString(report.resolve("run.json")), is(run));
  }
}
