package io.footfall.pipelines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the distribution's archives contain, moved to a directory with a blank in its name and
 * started there. The archives themselves are made by {@code mvn package -Pdist}.
 */
class DistributionIT {
  private static final String VERSION = System.getProperty("footfall.version");
  private static final String ACCOUNTING = "read 48 = ok 45 + rejected 3";

  @TempDir static Path place;
  private static Path home;

  @TempDir Path temp;

  @BeforeAll
  static void layOutAndMove() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    assertThat(ended("sh", "src/build/distribution.sh", VERSION, java), is(""));
    home = place.resolve("foot fall");
    Path made = Path.of("target", "distribution", "footfall-" + VERSION);
    try (Stream<Path> files = Files.walk(made)) {
      for (Path file : files.toList()) {
        Files.copy(file, home.resolve(made.relativize(file).toString()));
      }
    }
  }

  private static String ended(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(said, process.waitFor(), is(0));
    return said;
  }

  private FootfallProcess launcher() {
    return new FootfallProcess(
        List.of(
            "env",
            "JAVA_HOME=" + System.getProperty("java.home"),
            "XDG_CACHE_HOME=" + temp.resolve("cache"),
            home.resolve("bin/footfall").toString()),
        temp,
        "");
  }

  private FootfallProcess jar() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new FootfallProcess(
        List.of(java, "-XX:TieredStopAtLevel=1", "-jar", home.resolve("footfall.jar").toString()),
        temp,
        "");
  }

  private void countsAndAnswers(FootfallProcess footfall) throws Exception {
    Path samples = home.resolve("src/samples/visits.csv");
    assertThat(footfall.runWell("--version").out(), is("footfall " + VERSION + "\n"));
    assertThat(
        footfall.runWell("visits", "--input=" + samples, "--output=out", "--lake=lake").out(),
        containsString(ACCOUNTING));
    assertThat(
        footfall
            .runWell("query", "--lake=lake", "--format=csv", "SELECT count(*) AS n FROM visits")
            .out(),
        is("n\n45\n"));
    footfall.runWell("report", "--lake=lake", "--report=out", "--output=report.html");
    assertThat(Files.readString(temp.resolve("report.html")), startsWith("<!"));
    try (ServedDashboard served =
        ServedDashboard.of(footfall, "serve", "--lake=lake", "--port=0")) {
      assertThat(served.url(), startsWith("http://127.0.0.1:"));
    }
  }

  @Test
  void launcherCountsAndAnswersFromAnyDirectory() throws Exception {
    countsAndAnswers(launcher());
    assertThat(
        launcher()
            .runWell(
                "visits",
                "--runner=flink",
                "--input=" + home.resolve("src/samples/visits.csv"),
                "--output=flink")
            .out(),
        containsString(ACCOUNTING));
  }

  @Test
  void jarCountsAndAnswersWithoutTheLauncher() throws Exception {
    countsAndAnswers(jar());
  }

  @Test
  void secondRunUsesTheClassDataThatTheFirstRecorded() throws Exception {
    String[] count = {
      "visits", "--input=" + home.resolve("src/samples/visits.csv"), "--output=out", "--overwrite"
    };
    launcher().runWell(count);
    Path cache = temp.resolve("cache/footfall/class-data");
    try (Stream<Path> recorded = Files.list(cache)) {
      assertThat(recorded.toList(), hasSize(1));
    }
    Path log = temp.resolve("loaded.log");
    launcher()
        .withJavaOptions("-Xlog:class+load:file=" + log)
        .runWell(count)
        .assertErr("3 of 48 records were rejected");
    try (Stream<String> lines = Files.lines(log)) {
      assertThat(
          lines.filter(line -> line.endsWith("source: shared objects file (top)")).count(),
          greaterThan(100L));
    }
  }

  @Test
  void startsWithoutAWritableCache() throws Exception {
    Path file = Files.createFile(temp.resolve("cache"));
    assertThat(
        launcher()
            .runWell("visits", "--input=" + home.resolve("src/samples/visits.csv"), "--output=out")
            .out(),
        containsString(ACCOUNTING));
    assertThat(Files.readString(file), is(emptyString()));
  }

  @Test
  void icebergNamesTheLibrariesThatAreMissing() throws Exception {
    launcher()
        .run(
            "visits",
            "--input=" + home.resolve("src/samples/visits.csv"),
            "--output=out",
            "--lake=lake",
            "--iceberg=catalog")
        .assertStatus(2)
        .assertErr("into lib/iceberg.");
  }

  @Test
  void layoutDoesNotDependOnTheSettingsOfTheBuild() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ended(
        "env",
        "TZ=Pacific/Auckland",
        "LC_ALL=C",
        "JDK_JAVA_OPTIONS=-Duser.language=tr -Duser.country=TR -Dfile.encoding=ISO-8859-1",
        "sh",
        "-c",
        "umask 077; exec sh src/build/distribution.sh \"$@\"",
        "sh",
        VERSION,
        java);
    Path again = Path.of("target", "distribution", "footfall-" + VERSION);
    assertThat(filesBelow(again), is(filesBelow(home)));
    for (String file : filesBelow(home)) {
      assertThat(file, Files.mismatch(home.resolve(file), again.resolve(file)), is(-1L));
    }
  }

  private static List<String> filesBelow(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"footfall-core.jar", "footfall-flink.jar", "footfall.jar"})
  void jarDoesNotDependOnTheTimeAndPlaceOfTheBuild(String name) throws Exception {
    String place = Path.of("").toAbsolutePath().toString();
    Path file = Path.of("target", name);
    LocalDateTime built =
        LocalDateTime.ofInstant(
            Files.getLastModifiedTime(file).toInstant(), ZoneId.systemDefault());
    try (ZipFile jar = new ZipFile(file.toFile())) {
      for (ZipEntry entry : jar.stream().map(e -> (ZipEntry) e).toList()) {
        assertThat(entry.getName(), entry.getTimeLocal(), lessThan(built.minusHours(1)));
        String content = new String(jar.getInputStream(entry).readAllBytes(), ISO_8859_1);
        assertThat(entry.getName(), content.contains(place), is(false));
      }
    }
  }

  @Test
  void manualAndCompletionsKnowTheCommands() throws Exception {
    String manual = Files.readString(home.resolve("share/man/man1/footfall.1"));
    assertThat(manual, allOf(startsWith(".TH FOOTFALL 1"), containsString(".B visits\n")));
    String bash = home.resolve("share/completions/footfall.bash").toString();
    assertThat(
        ended(
            "bash",
            "-c",
            "source \"$0\"; COMP_WORDS=(footfall visits --out); COMP_CWORD=2; _footfall;"
                + " echo \"${COMPREPLY[@]}\"",
            bash),
        containsString("--output="));
  }

  @Test
  void jarsHaveOneRoleAndALicense() throws Exception {
    String licenses = Files.readString(home.resolve("THIRD-PARTY-LICENSES.txt"));
    List<Path> jars = jarsBelow(home.resolve("lib"));
    assertThat(jars.size(), greaterThan(100));
    assertThat(
        jars.stream().map(jar -> jar.getFileName().toString()).distinct().count(),
        is((long) jars.size()));
    for (Path jar : jars) {
      if (!jar.getFileName().toString().startsWith("footfall-")) {
        assertThat(licenses, containsString("\n" + jar.getFileName() + "\n"));
      }
    }
    for (String text : List.of("LICENSE", "NOTICE")) {
      byte[] expected = Files.readAllBytes(Path.of(text));
      assertThat(Files.readAllBytes(home.resolve(text)), is(expected));
      for (String name : List.of("footfall.jar", "lib/footfall-core.jar")) {
        try (ZipFile jar = new ZipFile(home.resolve(name).toFile())) {
          assertThat(
              jar.getInputStream(jar.getEntry("META-INF/" + text)).readAllBytes(), is(expected));
        }
      }
    }
  }

  private static List<Path> jarsBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }
}
