package io.footfall.pipelines.doctor;

import static io.footfall.pipelines.doctor.FindingMatchers.ok;
import static io.footfall.pipelines.doctor.FindingMatchers.refuses;
import static io.footfall.pipelines.doctor.FindingMatchers.warns;
import static io.footfall.testing.Thrown.refusal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderChecksTest {
  @TempDir Path temp;

  private static final Plan NOTHING = Plan.ofNothing();

  @Test
  void acceptsACreatableDirectory() {
    assertThat(
        new OutputsWritable()
            .perform(
                SamplePlan.files("a.csv").into(temp + "/new/out", temp + "/new/rejects").plan()),
        ok(temp + "/new/out"));
  }

  @Test
  void refusesAFileInPlaceOfADirectory() throws Exception {
    Path file = Files.createFile(temp.resolve("file"));
    assertThat(
        new OutputsWritable()
            .perform(SamplePlan.files("a.csv").into(temp + "/out", file + "/rejects").plan()),
        refuses("--rejects=" + file + "/rejects is not writable: " + file + " is a file"));
  }

  @Test
  void filesAreCounted() throws Exception {
    Path file = Files.writeString(temp.resolve("a.csv"), "x".repeat(300_000));
    assertThat(
        new InputFilesExist().perform(SamplePlan.files(file.toString()).plan()),
        ok("1 file, 300.0 kB"));
  }

  @Test
  void filesThatAreNotThereAreRefused() {
    Plan plan = SamplePlan.files(temp + "/none.csv").plan();
    assertThat(refusal(() -> new InputFilesExist().perform(plan)), containsString("none.csv"));
  }

  @Test
  void reportsTheJavaVersion() {
    String version = Runtime.version().toString();
    assertThat(
        new JavaVersion().perform(NOTHING),
        Set.of(17, 25).contains(Runtime.version().feature()) ? ok(version) : warns("17 and 25"));
  }

  @Test
  void littleMemoryIsAWarning() {
    assertThat(new Memory(2L << 30).perform(NOTHING), ok("2048 MiB"));
    assertThat(new Memory(256L << 20).perform(NOTHING), warns("FOOTFALL_JAVA_OPTS=-Xmx2g"));
  }

  @Test
  void refusesAMissingTemporaryDirectory() throws Exception {
    assertThat(
        new TemporaryFolder(temp).perform(NOTHING).orElseThrow().text(), containsString("free"));
    assertThat(
        new TemporaryFolder(Files.createFile(temp.resolve("file"))).perform(NOTHING),
        refuses("-Djava.io.tmpdir"));
  }
}
