package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first command of the README works where nothing is built or downloaded, and downloads and
 * compiles only what counts files. The only remote repository is the local one of this build.
 */
class FreshCloneIT {
  private static final Path HOME =
      Path.of(System.getProperty("footfall.launcher")).getParent().getParent();
  private static final Pattern FIRST_COMMAND = Pattern.compile("(?s)\n```\n(mvn [^\n]*)\n```\n");
  private static final Pattern DOWNLOADS = Pattern.compile("downloads (\\d+) jars \\((\\d+) MB\\)");

  /** Versions of Maven have different libraries for plugins. */
  private static final double TOLERANCE = 0.1;

  private static final String ADVICE = "Run mvn package -DskipTests, then use bin/footfall.\n";
  private static final int MOST_MINUTES = 30;

  @TempDir static Path temp;
  private static Path clone;
  private static Path repository;

  @BeforeAll
  static void runsFirstCommandOfTheReadme() throws Exception {
    Matcher first = FIRST_COMMAND.matcher(Files.readString(HOME.resolve("README.md")));
    assertThat(first.find(), is(true));
    Path settings =
        Files.writeString(
            temp.resolve("settings.xml"),
            """
            <settings><mirrors><mirror>
              <id>build</id><mirrorOf>*</mirrorOf><url>%s</url>
            </mirror></mirrors></settings>
            """
                .formatted(Path.of(System.getProperty("footfall.repository")).toUri()));
    clone = copied();
    repository = temp.resolve("repository");
    List<String> command = new ArrayList<>(List.of(first.group(1).split(" ", -1)));
    command.set(0, System.getProperty("footfall.maven"));
    command.addAll(List.of("-q", "-s", settings.toString(), "-Dmaven.repo.local=" + repository));
    Path out = temp.resolve("out.txt");
    int status = run(clone, out, command.toArray(String[]::new));
    assertThat(Files.readString(out, StandardCharsets.UTF_8), status, is(0));
  }

  /** Copies what git knows, as it is in the work tree. */
  private static Path copied() throws Exception {
    Path list = temp.resolve("files");
    assertThat(run(HOME, list, "git", "ls-files", "-z"), is(0));
    Path clone = temp.resolve("clone");
    for (String file : Files.readString(list).split("\0", -1)) {
      if (!file.isEmpty() && Files.exists(HOME.resolve(file))) {
        Path to = clone.resolve(file);
        Files.createDirectories(to.getParent());
        Files.copy(HOME.resolve(file), to);
      }
    }
    return clone;
  }

  private static int run(Path folder, Path out, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  /** Returns the tables and summaries of all reports below a folder. */
  private static Map<String, String> reports(Path folder) throws IOException {
    Map<String, String> reports = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve("footfall-output"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".csv")).toList()) {
        reports.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return reports;
  }

  @Test
  void producesTheReportsOfTheLauncher() throws Exception {
    Path launched = Files.createDirectories(temp.resolve("launched"));
    Files.createSymbolicLink(launched.resolve("src"), HOME.resolve("src"));
    FootfallProcess.launcher(launched).runWell("--runner=DirectRunner");
    Map<String, String> expected = reports(launched);
    assertThat(expected.size(), greaterThan(2));
    assertThat(reports(clone), is(expected));
  }

  @Test
  void downloadsWhatTheReadmeStates() throws Exception {
    List<Path> jars;
    try (Stream<Path> files = Files.walk(repository)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
    List<String> names = jars.stream().map(jar -> jar.getFileName().toString()).toList();
    for (String unwanted :
        List.of(
            "beam-runners-flink",
            "beam-sdks-java-io",
            "duckdb",
            "error_prone_core",
            "flink",
            "javalin",
            "kafka",
            "postgresql",
            "sdk-core")) {
      assertThat(names, not(hasItem(startsWith(unwanted))));
    }
    Matcher stated = DOWNLOADS.matcher(Files.readString(HOME.resolve("README.md")));
    assertThat(stated.find(), is(true));
    double count = Double.parseDouble(stated.group(1));
    double megabytes = Double.parseDouble(stated.group(2));
    long bytes = 0;
    for (Path jar : jars) {
      bytes += Files.size(jar);
    }
    assertThat((double) jars.size(), closeTo(count, count * TOLERANCE));
    assertThat(bytes / 1e6, closeTo(megabytes, megabytes * TOLERANCE));
  }

  @Test
  void leavesTheClassesOfOtherBuildsAlone() {
    assertThat(Files.exists(clone.resolve("target/first-start")), is(true));
    assertThat(Files.exists(clone.resolve("target/classes")), is(false));
  }

  @Test
  void refusesWhatItLacks() throws Exception {
    assertThat(
        refusal("query", "--lake=lake"),
        is(
            "footfall: Unknown command 'query'. The build of the first start does not have every"
                + " command. "
                + ADVICE));
    assertThat(
        refusal("visits", "--input=kafka://localhost:1/visits", "--output=days"),
        is("footfall: The build of the first start has no support for streams. " + ADVICE));
    assertThat(
        refusal("visits", "--input=s3://bucket/visits.csv", "--output=days"),
        is("footfall: The build of the first start has no support for S3. " + ADVICE));
  }

  /**
   * Runs the classes of the first start with all libraries, as {@code mvn exec:java} does after it.
   */
  private static String refusal(String... args) throws Exception {
    Path lib = HOME.resolve("target/lib");
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            clone.resolve("target/first-start") + File.pathSeparator + lib + "/*",
                            "io.footfall.pipelines.Footfall"),
                        Stream.of(args))
                    .toList())
            .directory(clone.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output, process.waitFor(), is(2));
    return output;
  }
}
