package io.footfall.pipelines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The artifact as a library: {@code src/it/consumer}, built in an empty repository that knows the
 * artifact and, as its only remote, the repository of this build.
 */
class ConsumerIT {
  private static final String VERSION = System.getProperty("footfall.version");

  @TempDir Path temp;

  @Test
  void consumerGetsNoLoggingBackEndAndNoRunnerAndRuns() throws Exception {
    Path repository = temp.resolve("repository");
    Path artifact = repository.resolve("io/footfall/footfall/" + VERSION);
    Files.createDirectories(artifact);
    Files.copy(
        Path.of("target/footfall-core.jar"), artifact.resolve("footfall-" + VERSION + ".jar"));
    Files.copy(Path.of("pom.xml"), artifact.resolve("footfall-" + VERSION + ".pom"));
    Path settings =
        Files.writeString(
            temp.resolve("settings.xml"),
            """
            <settings><mirrors><mirror>
              <id>build</id><mirrorOf>*</mirrorOf><url>%s</url>
            </mirror></mirrors></settings>
            """
                .formatted(Path.of(System.getProperty("footfall.repository")).toUri()));
    String classPath = "class-path";
    for (String scope : List.of("runtime", "test")) {
      run(
          System.getProperty("footfall.maven"),
          "-q",
          "-B",
          "-s",
          settings.toString(),
          "-Dmaven.repo.local=" + repository,
          "-Dfootfall.version=" + VERSION,
          "-Dconsumer.target=" + temp.resolve("target"),
          "-f",
          "src/it/consumer/pom.xml",
          "compile",
          "dependency:build-classpath",
          "-DincludeScope=" + scope,
          "-Dmdep.outputFile=" + temp.resolve(classPath + "." + scope));
    }
    List<String> jars =
        Arrays.stream(
                Files.readString(temp.resolve(classPath + ".runtime"))
                    .split(File.pathSeparator, -1))
            .map(jar -> Path.of(jar.strip()).getFileName().toString())
            .toList();
    assertThat(jars, hasItem("beam-sdks-java-core-2.70.0.jar"));
    assertThat(jars, hasItem("slf4j-api-1.7.36.jar"));
    for (String unwanted :
        List.of(
            "slf4j-simple",
            "log4j",
            "beam-runners",
            "flink",
            "kafka",
            "sdk-core",
            "duckdb",
            "postgresql")) {
      assertThat(jars, not(hasItem(startsWith(unwanted))));
    }
    Path visits =
        Files.writeString(
            temp.resolve("visits.csv"),
            """
            user_id,timestamp,url,page_view_duration
            7,2024-03-01 10:00:00,/a,1
            8,2024-03-01 10:30:00,/a,2
            9,2024-03-01 11:00:00,/a,
            """);
    run(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        temp.resolve("target/classes")
            + File.pathSeparator
            + Files.readString(temp.resolve(classPath + ".test")).strip(),
        "example.CountVisitsPerHour",
        visits.toString(),
        temp.resolve("counts").toString());
    assertThat(
        Files.readAllLines(temp.resolve("counts")).stream().sorted().toList(),
        is(List.of("1 /a", "2 /a")));
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(said, process.waitFor(), is(0));
    assertThat(said, not(containsString("BUILD FAILURE")));
  }
}
