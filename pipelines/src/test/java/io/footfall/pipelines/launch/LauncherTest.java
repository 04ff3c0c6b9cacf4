package io.footfall.pipelines.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.footfall.pipelines.PackagedFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code bin/footfall} makes of its arguments: a copy of it, in a folder with a blank in its
 * name, starts a Java that only prints what it was given.
 */
class LauncherTest {

  private static final Path LAUNCHER = Path.of("bin", "footfall").toAbsolutePath();
  private static final String C1 = "-XX:TieredStopAtLevel=1";
  private static final String NET = "--add-opens=java.base/java.net=ALL-UNNAMED";

  @TempDir Path temp;

  private Path home;
  private Path java;
  private final Map<String, String> environment = new TreeMap<>();

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectories(temp.toRealPath().resolve("foot fall"));
    Files.createDirectories(home.resolve("bin"));
    Files.copy(LAUNCHER, launcher());
    assertThat(launcher().toFile().setExecutable(true), is(true));
    java = home.resolve("a java");
    executable(
        java.resolve("bin/java"),
        "#!/bin/sh\necho \"conf=${FLINK_CONF_DIR-none}\"\nprintf '%s\\n' \"$@\"\n");
    Files.writeString(java.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"17.0.15\"\n");
    environment.put("JAVA_HOME", java.toString());
    environment.put("FLINK_CONF_DIR", "/conf");
  }

  private void build() throws IOException {
    write("target/footfall-flink.jar", "");
    try (ZipOutputStream core =
        new ZipOutputStream(Files.newOutputStream(home.resolve("target/footfall-core.jar")))) {
      for (String license : List.of("META-INF/LICENSE", "META-INF/NOTICE")) {
        core.putNextEntry(new ZipEntry(license));
      }
    }
    write("target/lib/direct.classpath", "./beam.jar:./direct.jar");
    write("target/lib/flink.classpath", "./beam.jar:./flink.jar\n");
    write("target/lib/stream.classpath", "./beam.jar:./aws.jar:./direct.jar:./flink.jar");
    write("target/lib/insight.classpath", "./duckdb.jar:./javalin.jar");
    write("target/lib/formats.classpath", "./beam.jar");
    write("target/lib-spark/spark.jar", "");
    PackagedFiles.main(new String[] {home.resolve("target").toString()});
  }

  @Test
  void acceptsValuesAfterABlankAndOperands() throws Exception {
    build();
    String connectors =
        classPath(
            "footfall-core.jar", "lib/beam.jar", "lib/flink.jar", "lib/aws.jar", "lib/direct.jar");
    for (List<String> args :
        List.of(
            List.of("visits", "--input", "kinesis://visits"),
            List.of("visits", "--overwrite", "kafka://host:9092/visits"),
            List.of("visits", "-o", "out", "kafka://host:9092/visits"),
            List.of("--watch", "10s", "visits", "a.csv"),
            List.of("visits", "--", "kafka://host:9092/visits"))) {
      assertThat(
          args.toString(), after("-cp", started(args.toArray(String[]::new))), is(connectors));
    }
    assertThat(
        after("-cp", started("visits", "a.csv", "--runner", "flink")),
        is(classPath("footfall-core.jar", "lib/beam.jar", "lib/flink.jar")));
  }

  @Test
  void queryAndReportCommandsAppendTheirLibraries() throws Exception {
    build();
    String files = classPath("footfall-core.jar", "lib/beam.jar", "lib/direct.jar");
    String insight = classPath("lib/duckdb.jar", "lib/javalin.jar");
    for (String command : List.of("query", "report", "serve")) {
      assertThat(after("-cp", started(command, "--lake=lake")), is(files + ":" + insight));
      String warehouse = after("-cp", started(command, "--warehouse=jdbc:postgresql://host/shop"));
      assertThat(warehouse, containsString("lib/aws.jar"));
      assertThat(warehouse, endsWith(":" + insight));
    }
    assertThat(after("-cp", started("visits", "--lake=lake")), is(files));
  }

  @Test
  void onlyRunsWithACatalogHaveIcebergBehindTheOthers() throws Exception {
    build();
    write("target/lib/iceberg/iceberg.jar", "");
    String files = classPath("footfall-core.jar", "lib/beam.jar", "lib/direct.jar");
    String iceberg = ":" + classPath("lib/iceberg/*");
    assertThat(after("-cp", started("visits", "a.csv", "--lake=lake")), is(files));
    assertThat(after("-cp", started("compact", "lake", "--iceberg=c")), is(files + iceberg));
    assertThat(after("-cp", started("compact", "lake", "--iceberg", "c")), is(files + iceberg));
  }

  @Test
  void printsTheVersionBeforeABuild() throws Exception {
    Files.copy(Path.of("pom.xml"), home.resolve("pom.xml"));

    List<String> out = started("--version");

    assertThat(out.size(), is(1));
    assertThat(out.get(0).matches("footfall \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), is(true));
  }

  @Test
  void detectsOutputThatIsNotATerminal() throws Exception {
    build();
    assertThat(started(), hasItem("-Dfootfall.terminal=false"));
    assertThat(started(), not(hasItem(startsWith("-Dfootfall.columns="))));
  }

  @Test
  void detectsATerminalAndItsWidth() throws Exception {
    build();
    environment.put("TERM", "xterm");
    environment.put("LAUNCHER", launcher().toString());
    assertThat(
        onTerminal("stty cols 97 && \"$LAUNCHER\""),
        hasItems(
            "-Dfootfall.terminal=true", "-Dfootfall.errorTerminal=true", "-Dfootfall.columns=97"));
    assertThat(
        onTerminal("\"$LAUNCHER\" | cat"),
        hasItems("-Dfootfall.terminal=false", "-Dfootfall.errorTerminal=true"));
    environment.put("TERM", "dumb");
    assertThat(
        onTerminal("\"$LAUNCHER\""),
        hasItems("-Dfootfall.terminal=false", "-Dfootfall.errorTerminal=false"));
  }

  /** Returns the lines that a command prints to a terminal. */
  private List<String> onTerminal(String command) throws Exception {
    Result result = run("/usr/bin/script", "-qec", command, "/dev/null");
    assertThat(result.output(), result.status(), is(0));
    return result.lines();
  }

  @Test
  void withoutALocaleJavaGetsOneWithAllCharacters() throws Exception {
    build();
    executable(java.resolve("bin/java"), "#!/bin/sh\necho \"${LC_ALL-none}\"\n");
    for (String none : List.of("", "C", "POSIX")) {
      environment.putAll(Map.of("LC_ALL", none, "LC_CTYPE", none, "LANG", none));
      assertThat(started(), is(List.of("C.UTF-8")));
    }
    environment.putAll(Map.of("LC_ALL", "", "LC_CTYPE", "", "LANG", "de_DE.UTF-8"));
    assertThat(started(), is(List.of("")));
  }

  @Test
  void withoutARunnerItIsTheDirectRunnersClassPath() throws Exception {
    build();
    List<String> out = started("visits", "--input=a b.csv");
    assertThat(
        after("-cp", out), is(classPath("footfall-core.jar", "lib/beam.jar", "lib/direct.jar")));
    assertThat(out, not(hasItem(NET)));
    assertThat(
        out.subList(out.size() - 3, out.size()),
        is(List.of("io.footfall.pipelines.Footfall", "visits", "--input=a b.csv")));
  }

  @Test
  void runnersAreFoundByEitherOfTheirNames() throws Exception {
    build();
    String flink = classPath("footfall-core.jar", "lib/beam.jar", "lib/flink.jar");
    assertThat(after("-cp", started("--runner=FlinkRunner")), is(flink));
    assertThat(after("-cp", started("visits", "--runner=flink")), is(flink));
    assertThat(started("--runner=flink"), hasItems(NET, "conf=none"));
    String spark = classPath("footfall-core.jar", "lib-spark/*");
    assertThat(after("-cp", started("--runner=sparkRUNNER", "--sparkMaster=local[2]")), is(spark));
    assertThat(started("--runner=SparkRunner"), hasItem("-Dspark.ui.enabled=false"));
  }

  @Test
  void streamsRunOnFlinkWithTheirConnectorsByDefault() throws Exception {
    build();
    String connectors =
        classPath(
            "footfall-core.jar", "lib/beam.jar", "lib/flink.jar", "lib/aws.jar", "lib/direct.jar");
    for (List<String> stream :
        List.of(
            List.of("visits", "--input=kinesis://visits"),
            List.of("visits", "--input=kafka://host:9092/visits"),
            List.of("--input=logs", "--watch=10s", "purchases"))) {
      List<String> out = started(stream.toArray(String[]::new));
      assertThat(after("-cp", out), is(connectors));
      assertThat(out, hasItems(NET, "conf=none"));
      assertThat("long-lived", out, not(hasItem(C1)));
    }
    List<String> direct =
        started("visits", "--runner=DirectRunner", "--input=kafka://host:9092/visits");
    assertThat(after("-cp", direct), is(connectors));
    assertThat(direct, not(hasItem(NET)));
    List<String> cluster =
        started("visits", "--runner=flink", "--flinkMaster=host:8081", "--input=kinesis://visits");
    assertThat(after("-cp", cluster), is(connectors));
    assertThat(
        after("-cp", started("visits", "--flinkMaster=host:8081", "--input=kinesis://visits")),
        is(connectors));
  }

  @Test
  void commandsThatReachStreamsAndDatabasesHaveTheConnectorsToo() throws Exception {
    build();
    String last = "lib/aws.jar:" + classPath("lib/direct.jar");
    for (List<String> command :
        List.of(
            List.of("publish", "--input=a.csv", "--output=kinesis://visits"),
            List.of("publish", "--input=jdbc:postgresql://host/shop", "--output=kafka://h:1/t"),
            List.of("reconcile", "--input=a.csv", "--stream-output=out"),
            List.of("visits", "--input=s3://bucket/a.csv", "--output=out"),
            List.of("rejects", "--rejects=s3://bucket/rejects"),
            List.of("visits", "--input=a.csv", "--sink=jdbc:postgresql://host/shop"))) {
      List<String> out = started(command.toArray(String[]::new));
      assertThat(after("-cp", out), endsWith(last));
      assertThat("no stream, so not Flink's flags", out, not(hasItem(NET)));
    }
  }

  @Test
  void connectorsUseTheArchiveOfFlinkWhoseClassPathComesFirst() throws Exception {
    build();
    Path archive = home.resolve("target/lib/flink.jsa");
    write("target/lib/flink.jsa", "");
    assertThat(
        started("publish", "--input=a.csv", "--output=kinesis://visits"),
        hasItem("-XX:SharedArchiveFile=" + archive));
  }

  @Test
  void passesJobJarAndConfigurationToACluster() throws Exception {
    build();
    List<String> out = started("--runner=FlinkRunner", "--flinkMaster=host:8081");
    assertThat(out, hasItems("conf=/conf", "-Dfootfall.jar=" + classPath("footfall-flink.jar")));
  }

  @Test
  void usesTheClassDataArchiveIfItExists() throws Exception {
    build();
    Path archive = home.resolve("target/lib/direct.jsa");
    assertThat(started(), not(hasItem(startsWith("-XX:SharedArchiveFile"))));
    write("target/lib/direct.jsa", "");
    assertThat(started(), hasItem("-XX:SharedArchiveFile=" + archive));
    assertThat(started("--runner=flink"), not(hasItem(startsWith("-XX:SharedArchiveFile"))));
  }

  @Test
  void choosesTheCompilerByTheInputSize() throws Exception {
    build();
    Files.createDirectories(home.resolve("many files"));
    for (int i = 0; i < 3; i++) {
      sized(home.resolve("many files/part " + i + ".csv"), 30_000_000);
    }
    sized(home.resolve("packed.csv.gz"), 30_000_000);
    String parts = home.resolve("many files").toString();
    for (String small : List.of(parts + "/part 0.csv", home.resolve("no such file").toString())) {
      assertThat(started("--input=" + small), hasItems(C1, "-XX:+UseSerialGC"));
    }
    assertThat(started(), hasItem(C1));
    String listed = parts + "/part 0.csv," + parts + "/part 1.csv," + parts + "/part 2.csv";
    for (String medium :
        List.of(parts, parts + "/*.csv", listed, home.resolve("packed.csv.gz").toString())) {
      assertThat(started("--input=" + medium), hasItems(C1, "-XX:+UseParallelGC"));
    }
    sized(home.resolve("packed.csv.bz2"), 30_000_000);
    sized(home.resolve("long.csv"), 2_000_000_000);
    for (String large :
        List.of(
            home.resolve("packed.csv.bz2").toString(),
            home.resolve("long.csv").toString(),
            "s3://bucket/*")) {
      assertThat(started("--input=" + large), not(hasItem(C1)));
    }
  }

  @Test
  void optionsOfTheUserComeLast() throws Exception {
    build();
    environment.put("FOOTFALL_JAVA_OPTS", "-Xmx4g -Xlog:gc");
    List<String> out = started();
    int cp = out.indexOf("-cp");
    assertThat(out.subList(cp - 2, cp), is(List.of("-Xmx4g", "-Xlog:gc")));
  }

  @Test
  void initialHeapIsAtMostTheMaximumOfTheUser() throws Exception {
    build();
    String first = "-Xms640m";
    assertThat(started("--input=s3://bucket/*"), hasItem(first));
    for (String allowed : List.of("-Xmx4g", "-Da=b -Xmx640m -Dc=d", "-Xmx100m -Xmx1G")) {
      environment.put("FOOTFALL_JAVA_OPTS", allowed);
      assertThat(allowed, started("--input=s3://bucket/*"), hasItem(first));
    }
    for (String allowed :
        List.of("-Xmx639m", "-Xmx4g -Xmx512M -Da=b", "-Xmx500000k", "-Xmx99999")) {
      environment.put("FOOTFALL_JAVA_OPTS", allowed);
      assertThat(allowed, started("--input=s3://bucket/*"), not(hasItem(first)));
    }
    environment.remove("FOOTFALL_JAVA_OPTS");
    for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
      for (String allowed : List.of("-Xmx256m", "-XX:MaxHeapSize=256m")) {
        environment.put(variable, allowed);
        assertThat(variable, started("--input=s3://bucket/*"), not(hasItem(first)));
      }
      environment.remove(variable);
    }
  }

  @Test
  void newestTestedJavaIsChosenWithoutJavaHome() throws Exception {
    build();
    environment.put("JAVA_HOME", "");
    for (String version : List.of("11.0.2", "21.0.1", "25.0.1", "26")) {
      Path candidate = home.resolve("javas/" + version);
      executable(candidate.resolve("bin/java"), "#!/bin/sh\necho version " + version + "\n");
      Files.writeString(candidate.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }
    searchJavasIn("javas/*");
    assertThat(started(), is(List.of("version 25.0.1")));
    assertThat(
        "Spark needs what Java 24 removed",
        started("--runner=spark"),
        is(List.of("version 21.0.1")));
  }

  private void searchJavasIn(String glob) throws IOException {
    String script = Files.readString(launcher());
    String changed =
        script.replaceFirst("(?m)^java_homes='.*'$", "java_homes='foot?fall/" + glob + "'");
    assertThat(changed, not(is(script)));
    Files.writeString(launcher(), changed);
  }

  @Test
  void java25GetsItsOwnArchiveAndNoWarnings() throws Exception {
    build();
    write("target/lib/direct.jsa", "");
    write("target/lib/direct.aot", "");
    assertThat(started(), not(hasItem("--enable-native-access=ALL-UNNAMED")));
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
    List<String> out = started();
    assertThat(
        out,
        hasItems(
            "-XX:AOTCache=" + home.resolve("target/lib/direct.aot"),
            "--enable-native-access=ALL-UNNAMED"));
    assertThat(out, not(hasItem(startsWith("-XX:SharedArchiveFile"))));
  }

  @Test
  void archivesAreRecordedWhereTheBuildAsks() throws Exception {
    build();
    environment.put("FOOTFALL_RECORD", "/there/direct");
    assertThat(started(), hasItem("-XX:ArchiveClassesAtExit=/there/direct.jsa"));
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
    assertThat(started(), hasItem("-XX:AOTCacheOutput=/there/direct.aot"));
  }

  @Test
  void worksThroughLinks() throws Exception {
    build();
    Path first = Files.createSymbolicLink(temp.resolve("first"), launcher());
    Path second = Files.createSymbolicLink(temp.resolve("second"), first.getFileName());
    Result result = run(second.toString());
    assertThat(result.output(), result.status(), is(0));
    assertThat(
        after("-cp", result.lines()),
        is(classPath("footfall-core.jar", "lib/beam.jar", "lib/direct.jar")));
  }

  @Test
  void explainsHowToBuild() throws Exception {
    Result result = run(launcher().toString());
    assertThat(result.output(), containsString("mvn -q package -DskipTests"));
    assertThat(result.status(), is(70));
    write("target/footfall-core.jar", "");
    assertThat(run(launcher().toString(), "--runner=spark").output(), containsString("-Pspark"));
  }

  @Test
  void helpOfTheDemoNeedsNoServers() throws Exception {
    build();
    assertThat(run(launcher().toString(), "demo").status(), is(70));
    assertThat(started("demo", "--help"), hasItems("demo", "--help"));
  }

  @Test
  void demoWithOptionsIsLeftToTheProgramWhichRefusesThem() throws Exception {
    build();
    assertThat(started("demo", "--fast"), hasItems("demo", "--fast"));
  }

  @Test
  void factsAboutCommandsComeFromTheirList() throws Exception {
    build();
    String files = classPath("footfall-core.jar", "lib/beam.jar", "lib/direct.jar");
    assertThat(after("-cp", started("doctor", "visits", "a.csv")), is(files));
    assertThat(started("explain", "visits", "kafka://host:9092/visits"), hasItem(NET));
    String launcher = Files.readString(launcher());
    String listed = Files.readString(home.resolve("target/lib/commands.sh"));
    String names = listed.replaceAll("(?s).*\ncommands=' (.*?) '.*", "$1").replace(' ', '|');
    Matcher pattern =
        Pattern.compile("case \\$command.* in.*\\b(" + names + ")\\b").matcher(launcher);
    assertThat(pattern.results().map(MatchResult::group).toList(), is(List.of()));
  }

  @Test
  void explainsAnUnsuitableJava() throws Exception {
    build();
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Result old = run(launcher().toString());
    assertThat(old.output(), containsString("is version 11.0.2, and Footfall needs 17 or newer"));
    assertThat(old.status(), is(70));
    environment.put("JAVA_HOME", home.resolve("none").toString());
    Result none = run(launcher().toString());
    assertThat(none.output(), containsString("there is no bin/java in it"));
    assertThat(none.status(), is(70));
  }

  // ---------------------------------------------------------------------------------------------

  private record Result(int status, String output) {
    List<String> lines() {
      return output.lines().toList();
    }
  }

  private List<String> started(String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(launcher().toString());
    command.addAll(List.of(args));
    Result result = run(command.toArray(String[]::new));
    assertThat(result.output(), result.status(), is(0));
    return result.lines();
  }

  private Result run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(temp.toFile());
    builder.environment().remove("FOOTFALL_JAVA_OPTS");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), output);
  }

  private Path launcher() {
    return home.resolve("bin/footfall");
  }

  private String classPath(String... inTarget) {
    List<String> all = new ArrayList<>();
    for (String file : inTarget) {
      all.add(home + "/target/" + file);
    }
    return String.join(":", all);
  }

  private static String after(String flag, List<String> lines) {
    return lines.get(lines.indexOf(flag) + 1);
  }

  private void write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static void executable(Path path, String text) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    assertThat(path.toFile().setExecutable(true), is(true));
  }

  /** A file with a size and nothing in it: it takes no room. */
  private static void sized(Path path, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(bytes);
    }
  }
}
