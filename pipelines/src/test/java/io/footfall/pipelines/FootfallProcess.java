package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.hamcrest.Matcher;
import org.hamcrest.Matchers;

/**
 * The program that was packaged, as a user starts it: a process of its own.
 *
 * @param command what starts it
 * @param folder where it is started, and where its output is kept
 * @param javaOptions further options of its Java
 */
record FootfallProcess(List<String> command, Path folder, String javaOptions) {
  private static final int MINUTES_TO_END = 10;

  /** How a process ended, and what it said. */
  record Ended(int status, String out, String err) {
    /** For the message of an assertion. */
    String said() {
      return "status " + status + "\n" + out + "\n" + err;
    }

    /** Asserts the exit status. */
    Ended assertStatus(int expected) {
      assertThat(said(), status, is(expected));
      return this;
    }

    /** Asserts that standard output contains these texts. */
    Ended assertOut(String... texts) {
      return assertOut(containsAll(texts));
    }

    /** Asserts the whole of standard output. */
    Ended assertOut(Matcher<? super String> matcher) {
      assertThat(out, matcher);
      return this;
    }

    /** Asserts that standard error contains these texts. */
    Ended assertErr(String... texts) {
      return assertErr(containsAll(texts));
    }

    /** Asserts the whole of standard error. */
    Ended assertErr(Matcher<? super String> matcher) {
      assertThat(err, matcher);
      return this;
    }

    private static Matcher<String> containsAll(String... texts) {
      return allOf(
          Arrays.stream(texts).<Matcher<? super String>>map(Matchers::containsString).toList());
    }
  }

  /** A process that was started; its output goes to files. */
  record Started(Process process, Path out, Path err) {
    Ended ended() throws IOException, InterruptedException {
      if (!process.waitFor(MINUTES_TO_END, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError(
            "it does not end\n" + Files.readString(out) + "\n" + Files.readString(err));
      }
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
  }

  /**
   * Started by {@code bin/footfall}. Without the better of Java's compilers, which would take
   * longer for the little data of a test than it saves.
   */
  static FootfallProcess launcher(Path folder) {
    return new FootfallProcess(
        List.of(System.getProperty("footfall.launcher")), folder, "-XX:TieredStopAtLevel=1");
  }

  /** Started by {@code java -jar target/footfall.jar}. */
  static FootfallProcess jar(Path folder) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new FootfallProcess(
        List.of(java, "-XX:TieredStopAtLevel=1", "-jar", System.getProperty("footfall.jar")),
        folder,
        "");
  }

  /** Returns a copy with more options of Java. */
  FootfallProcess withJavaOptions(String options) {
    return new FootfallProcess(command, folder, (javaOptions + " " + options).strip());
  }

  /** The same, started through another command, such as {@code env}. */
  FootfallProcess through(String... other) {
    List<String> longer = new ArrayList<>(List.of(other));
    longer.addAll(command);
    return new FootfallProcess(longer, folder, javaOptions);
  }

  Started start(String... args) throws IOException {
    List<String> line = new ArrayList<>(command);
    line.addAll(Arrays.asList(args));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("FOOTFALL_JAVA_OPTS", javaOptions);
    return new Started(builder.start(), out, err);
  }

  Ended run(String... args) throws IOException, InterruptedException {
    return start(args).ended();
  }

  /** Runs a command that must end well. */
  Ended runWell(String... args) throws IOException, InterruptedException {
    return run(args).assertStatus(0);
  }

  /** The {@code run.json} of a report. */
  static JsonNode runJson(Path report) throws IOException {
    return new ObjectMapper().readTree(report.resolve("run.json").toFile());
  }

  /** Reads one of the counts of a report's total. */
  static long count(Path report, String name) throws IOException {
    return runJson(report).path("accounting").path("total").path(name).asLong(-1);
  }

  /**
   * The lines of the reject files below a folder, each the text of a JSON object. A file with a dot
   * before its name is one that a worker was writing when it was killed.
   */
  static List<String> rejectLines(Path rejects) throws IOException {
    List<String> lines = new ArrayList<>();
    if (!Files.isDirectory(rejects)) {
      return lines;
    }
    try (Stream<Path> files = Files.walk(rejects)) {
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(f -> !f.getFileName().toString().startsWith("."))
              .sorted()
              .toList()) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          lines.addAll(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
        }
      }
    }
    return lines;
  }
}
