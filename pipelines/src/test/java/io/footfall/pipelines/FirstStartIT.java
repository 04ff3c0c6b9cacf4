package io.footfall.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first command of the README in a copy of the sources, with an empty repository whose only
 * remote is the repository of this build.
 */
class FirstStartIT {
  private static final List<String> SOURCES =
      List.of(
          ".mvn",
          "LICENSE",
          "NOTICE",
          "pom.xml",
          "pipelines/src/main",
          "src/first-start",
          "src/main",
          "src/samples",
          "transforms/src/main");
  private static final Pattern DOWNLOADS = Pattern.compile("downloads (\\d+) jars \\((\\d+) MB\\)");

  /** Versions of Maven have different libraries for plugins. */
  private static final double TOLERANCE = 0.1;

  private static final String ADVICE = "Run mvn package -DskipTests, then use bin/footfall.";

  @TempDir Path temp;

  @Test
  void downloadsAndCompilesOnlyWhatCountsFiles() throws Exception {
    Path clone = temp.resolve("clone");
    for (String source : SOURCES) {
      copy(Path.of(source), clone.resolve(source));
    }
    Path repository = temp.resolve("repository");
    Path settings =
        Files.writeString(
            temp.resolve("settings.xml"),
            """
            <settings><mirrors><mirror>
              <id>build</id><mirrorOf>*</mirrorOf><url>%s</url>
            </mirror></mirrors></settings>
            """
                .formatted(Path.of(System.getProperty("footfall.repository")).toUri()));
    String counted =
        run(
            clone,
            0,
            System.getProperty("footfall.maven"),
            "-B",
            "-s",
            settings.toString(),
            "-Dmaven.repo.local=" + repository,
            "compile",
            "exec:java",
            "-Dexec.args=--runner=DirectRunner");
    assertThat(counted, containsString("read 48 = ok 45 + rejected 3"));
    assertThat(counted, containsString("read 44 = ok 42 + rejected 2"));
    assertThat(Files.exists(clone.resolve("target/classes")), is(false));

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
    Matcher stated = DOWNLOADS.matcher(Files.readString(Path.of("README.md")));
    assertThat(stated.find(), is(true));
    long bytes = 0;
    for (Path jar : jars) {
      bytes += Files.size(jar);
    }
    double count = Double.parseDouble(stated.group(1));
    double megabytes = Double.parseDouble(stated.group(2));
    assertThat((double) jars.size(), closeTo(count, count * TOLERANCE));
    assertThat(bytes / 1e6, closeTo(megabytes, megabytes * TOLERANCE));

    assertThat(
        footfall(clone, "query", "--lake=lake"),
        is(
            "footfall: Unknown command 'query'. The build of the first start does not have every"
                + " command. "
                + ADVICE));
    assertThat(
        footfall(clone, "visits", "--input=kafka://localhost:1/visits", "--output=days"),
        is("footfall: The build of the first start has no support for streams. " + ADVICE));
    assertThat(
        footfall(clone, "visits", "--input=s3://bucket/visits.csv", "--output=days"),
        is("footfall: The build of the first start has no support for S3. " + ADVICE));
  }

  /** Runs the classes of the first start with all libraries, as {@code mvn exec:java} does. */
  private static String footfall(Path clone, String... args) throws Exception {
    String lib = Path.of("target/lib").toAbsolutePath() + "/*";
    Stream<String> java =
        Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            clone.resolve("target/first-start") + File.pathSeparator + lib,
            "io.footfall.pipelines.Footfall");
    return run(clone, 2, Stream.concat(java, Stream.of(args)).toArray(String[]::new)).strip();
  }

  private static String run(Path directory, int status, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(output, process.waitFor(), is(status));
    return output;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }
}
