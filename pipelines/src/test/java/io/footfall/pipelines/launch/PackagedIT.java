package io.footfall.pipelines.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mvn package} made is whole: the jars, the class paths, the archives. */
class PackagedIT {

  private static final Path LAUNCHER = Path.of(System.getProperty("footfall.launcher"));
  private static final Path JAR = Path.of(System.getProperty("footfall.jar"));
  private static final Path JOB_JAR = Path.of(System.getProperty("footfall.job.jar"));
  private static final Path TARGET = JAR.getParent();

  @TempDir Path temp;

  @Test
  void jarNamesEveryJarThatItNeeds() throws Exception {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Main-Class"), is("io.footfall.pipelines.Footfall"));
      assertThat(manifest.getValue("Add-Opens"), containsString("java.base/java.nio"));
      assertThat(
          manifest.getValue("Implementation-Version"), is(System.getProperty("footfall.version")));
      for (String needed : manifest.getValue("Class-Path").split(" ", -1)) {
        assertThat(needed, Files.isRegularFile(TARGET.resolve(needed)), is(true));
      }
    }
  }

  @Test
  void jobJarRunsOnFlinkAndContainsOnlyWhatJobsUse() throws Exception {
    assertThat(Files.size(JOB_JAR), lessThan(90_000_000L));
    try (JarFile jar = new JarFile(JOB_JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Main-Class"), is("io.footfall.pipelines.Footfall"));
      assertThat(manifest.getValue("Multi-Release"), is("true"));
      String service = "META-INF/services/org.apache.beam.sdk.runners.PipelineRunnerRegistrar";
      String runners = new String(jar.getInputStream(jar.getEntry(service)).readAllBytes(), UTF_8);
      assertThat(runners, containsString("Flink"));
      List<String> names = jar.stream().map(entry -> entry.getName()).toList();
      for (String absent :
          List.of(
              "org/apache/flink/.*",
              "org/apache/beam/runners/direct/.*",
              "software/amazon/awssdk/services/(dynamodb|sns|sqs)/.*",
              "org/duckdb/.*",
              "META-INF/[^/]+\\.(SF|DSA|RSA)",
              ".*\\.(dll|dylib|jnilib)")) {
        assertThat(
            absent, names.stream().filter(name -> name.matches(absent)).toList(), is(List.of()));
      }
      assertThat(
          names.stream().filter(name -> name.endsWith(".so")).toList(),
          everyItem(matchesPattern(".*(?i)(linux).*(amd64|x86_64|aarch64).*")));
    }
  }

  @Test
  void jarsCarryTheLicensesOfWhatTheyContain() throws Exception {
    try (JarFile job = new JarFile(JOB_JAR.toFile());
        JarFile core = new JarFile(TARGET.resolve("footfall-core.jar").toFile())) {
      for (JarFile jar : List.of(job, core)) {
        assertThat(text(jar, "META-INF/LICENSE"), is(Files.readString(Path.of("LICENSE"))));
        assertThat(text(jar, "META-INF/NOTICE"), containsString("Footfall"));
      }
      String all = text(job, "META-INF/THIRD-PARTY-LICENSES.txt");
      try (Stream<Path> jars = Files.list(TARGET.resolve("lib"))) {
        for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
          assertThat(all, containsString("\n" + jar.getFileName() + "\n"));
        }
      }
    }
  }

  private static String text(JarFile jar, String name) throws Exception {
    return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), UTF_8);
  }

  @Test
  void classPathsListExistingJars() throws Exception {
    for (String runner : List.of("direct", "flink", "stream")) {
      String classPath = Files.readString(TARGET.resolve("lib/" + runner + ".classpath"));
      for (String jar : classPath.strip().split(":", -1)) {
        assertThat(jar, Files.isRegularFile(TARGET.resolve("lib").resolve(jar)), is(true));
      }
    }
  }

  @Test
  void classPathsOfFileReportsHaveNothingOfStreamsAndDatabases() throws Exception {
    List<String> connectors =
        List.of("/kinesis-", "/kafka-clients-", "/postgresql-", "/netty-", "/beam-sdks-java-io-");
    for (String runner : List.of("direct", "flink")) {
      String classPath = Files.readString(TARGET.resolve("lib/" + runner + ".classpath"));
      connectors.forEach(jar -> assertThat(classPath, not(containsString(jar))));
    }
    String all = Files.readString(TARGET.resolve("lib/stream.classpath"));
    connectors.forEach(jar -> assertThat(all, containsString(jar)));
  }

  @Test
  void classPathOfSparkHasNothingOfFlink() throws Exception {
    try (Stream<Path> files = Files.list(TARGET.resolve("lib-spark"))) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      assertThat(names, hasItem(startsWith("beam-runners-spark-3-")));
      assertThat(names, hasItem(startsWith("beam-sdks-java-core-")));
      assertThat(names, not(hasItem(containsString("flink"))));
      assertThat(names, not(hasItem(startsWith("kryo-2"))));
      assertThat(names, not(hasItem(startsWith("kafka-clients-"))));
      assertThat(names, not(hasItem(startsWith("log4j-slf4j"))));
    }
  }

  @Test
  void archivesAreUsed() throws Exception {
    for (String runner : List.of("direct", "flink")) {
      Path archive = TARGET.resolve("lib/" + runner + ".jsa");
      assertThat(archive.toString(), Files.isRegularFile(archive), is(true));
      Path log = temp.resolve(runner + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(LAUNCHER.toString(), "--version", "--runner=" + runner);
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("FOOTFALL_JAVA_OPTS", "-Xlog:class+load:file=" + log);
      run(builder);
      try (Stream<String> lines = Files.lines(log)) {
        assertThat(
            lines.filter(line -> line.endsWith("source: shared objects file (top)")).count(),
            greaterThan(0L));
      }
    }
  }

  @Test
  void silentlyIgnoresAnUnsuitableArchive() throws Exception {
    ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), "--version");
    // Archives are for the layout of objects that a JVM with less than 32 GB of heap has.
    builder.environment().put("FOOTFALL_JAVA_OPTS", "-XX:-UseCompressedOops");
    run(builder);
    assertThat(Files.readString(temp.resolve("err")), is(emptyString()));
  }

  private String run(ProcessBuilder builder) throws Exception {
    builder.directory(temp.toFile());
    builder.redirectError(temp.resolve("err").toFile());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(output, process.waitFor(), is(0));
    return output;
  }
}
