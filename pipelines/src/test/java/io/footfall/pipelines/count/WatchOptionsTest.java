package io.footfall.pipelines.count;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.doctor.Doctor;
import io.footfall.pipelines.options.Arguments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.flink.FlinkRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which values of {@code --watch} are valid, and what can be watched. */
class WatchOptionsTest {
  @TempDir Path temp;

  private static CountSettings settings(String... args) {
    return CountSettings.of(
        "visits", Arguments.parse("visits", CountOptions.class, "input", List.of(args)));
  }

  /** Makes the checks before a run starts. */
  private static void check(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--output=out");
    Doctor.beforeRun(RunPlans.of(settings(all.toArray(String[]::new)), List.of()), System.err);
  }

  private static FootfallException refused(String... args) {
    return assertThrows(FootfallException.class, () -> check(args));
  }

  @Test
  void watchedFilesAreAStreamThatFlinkRuns() {
    CountSettings settings = settings("--input=" + temp, "--watch=10s", "--output=" + temp);
    assertThat(settings.stream().isPresent(), is(true));
    assertThat(settings.beam().getRunner().getSimpleName(), is(FlinkRunner.class.getSimpleName()));
    check("--input=" + temp, "--watch=10s");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0s   | in                    | --watch=0s would poll without a pause",
        "soon | in                    | --watch=soon is not a duration",
        "10s  | kafka://127.0.0.1:1/t | --watch applies to files, but kafka://127.0.0.1:1/t is a stream",
      })
  void refusesInputThatCannotBeWatched(String watch, String input, String message) {
    FootfallException refused = refused("--input=" + input, "--watch=" + watch);
    assertThat(refused.kind(), is(Kind.USAGE));
    assertThat(refused.getMessage(), containsString(message));
  }

  @Test
  void refusesUnknownOutputFormat() {
    FootfallException refused = refused("--input=" + temp, "--watch=1s", "--outputFormat=xml");
    assertThat(refused.getMessage(), is("Unknown output format 'xml'. Choose csv or json."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--consumerArn=arn", "--kafkaConfig=client.properties"})
  void refusesOptionOfAnotherKindOfStream(String option) {
    FootfallException refused = refused("--input=" + temp, "--watch=1s", option);
    assertThat(
        refused.getMessage(),
        startsWith(option.substring(0, option.indexOf('=')) + " applies to k"));
  }

  @Test
  void requiresDirectoryAtTheStartButNoMatchOfAGlob() throws Exception {
    Path missing = temp.resolve("missing");
    FootfallException refused = refused("--input=" + missing, "--watch=1s");
    assertThat(refused.kind(), is(Kind.NO_INPUT));
    assertThat(refused.getMessage(), containsString("Directory not found: " + missing));
    check("--input=" + missing + "/*.csv", "--watch=1s");
    Files.createDirectory(missing);
    check("--input=" + missing, "--watch=1s");
  }
}
