package io.footfall.pipelines.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OwnProcessTest {

  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  @Test
  void continuesInTheSystemClassLoader() throws Exception {
    String[] args = {"visits", "--runner=FlinkRunner"};
    assertThat(OwnProcess.relaunchIfNeeded(OwnProcessTest.class, args), is(OptionalInt.empty()));
  }

  @Test
  void continuesWithoutTheEngineAndFailsWithItsMessage() throws Exception {
    String[] args = {"--runner=SparkRunner"}; // not on the class path of tests
    assertThat(OwnProcess.relaunchIfNeeded(OwnProcessTest.class, args), is(OptionalInt.empty()));
  }

  @Test
  void mainBesideTheSystemClassLoaderGetsAProcessForFlink() throws Exception {
    Result result = runBeside("visits", "--runner=FlinkRunner", "--input=a file.csv");
    assertThat(result.output(), is("visits|--runner=FlinkRunner|--input=a file.csv"));
    assertThat(result.status(), is(LooksForFlink.FOUND));
  }

  @Test
  void mainBesideTheSystemClassLoaderStaysForTheDirectRunner() throws Exception {
    Result result = runBeside("--runner=DirectRunner");
    assertThat(result.status(), is(LooksForFlink.NOT_FOUND));
  }

  @Test
  void runnersAreNamedAsBeamNamesThem() {
    assertThat(engine("--runner=FlinkRunner"), is(engine("--runner=flink")));
    assertThat(engine("--runner=SPARKRUNNER"), is(Optional.of("org.apache.spark.SparkContext")));
    assertThat(engine("--runner=DirectRunner"), is(Optional.empty()));
    assertThat(engine("visits"), is(Optional.empty()));
    assertThat(engine("--runner=FlinkRunner", "--runner=DirectRunner"), is(Optional.empty()));
  }

  @Test
  void valuesMayFollowAsArguments() {
    assertThat(engine("visits", "--runner", "flink"), is(engine("--runner=flink")));
    assertThat(engine("visits", "--input", "kafka://h:1/t"), is(engine("--runner=flink")));
    assertThat(engine("visits", "kinesis://visits"), is(engine("--runner=flink")));
    assertThat(engine("publish", "a.csv", "--output", "kafka://h:1/t"), is(Optional.empty()));
    assertThat(OwnProcess.isEmbedded(new String[] {"--flinkMaster", "host:8081"}), is(false));
  }

  @Test
  void masterInBracketsIsEmbedded() {
    assertThat(OwnProcess.isEmbedded(new String[] {}), is(true));
    assertThat(OwnProcess.isEmbedded(new String[] {"--flinkMaster=[local]"}), is(true));
    assertThat(OwnProcess.isEmbedded(new String[] {"--flinkMaster=localhost:8081"}), is(false));
  }

  @Test
  void classPathHasTheFilesOfEveryLoaderInOrder() throws Exception {
    URL inner = Path.of("a b.jar").toUri().toURL();
    URL outer = Path.of("classes").toUri().toURL();
    try (URLClassLoader parent = new URLClassLoader(new URL[] {outer}, null);
        URLClassLoader loader = new URLClassLoader(new URL[] {inner}, parent)) {
      String expected =
          Path.of("a b.jar").toAbsolutePath()
              + File.pathSeparator
              + Path.of("classes").toAbsolutePath();
      assertThat(OwnProcess.classPath(loader), is(Optional.of(expected)));
    }
    assertThat(OwnProcess.classPath(ClassLoader.getSystemClassLoader()), is(Optional.empty()));
  }

  private static Optional<String> engine(String... args) {
    return OwnProcess.engineClass(args);
  }

  private record Result(int status, String output) {}

  /** Runs {@link LooksForFlink} in a JVM whose own class path has nothing but {@link Beside}. */
  private static Result runBeside(String... args) throws Exception {
    Path testClasses =
        Path.of(Beside.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-cp", testClasses.toString(), Beside.class.getName(), CLASS_PATH));
    command.add(LooksForFlink.class.getName());
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    return new Result(process.waitFor(), output);
  }
}
