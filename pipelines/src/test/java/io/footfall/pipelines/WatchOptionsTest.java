package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import io.footfall.pipelines.doctor.Doctor;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.runner.Streams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.runners.flink.FlinkRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --watch} can be, and what can be watched. */
class WatchOptionsTest {
  @TempDir Path temp;

  private static CountOptions options(String... args) {
    Arguments parsed = Arguments.parse("visits", CountOptions.class, "input", List.of(args));
    CountOptions options = parsed.options(CountOptions.class);
    parsed.problems().throwIfAny();
    return options;
  }

  /** What is looked at before a run starts. */
  private static void check(String... args) {
    Arguments arguments = Arguments.parse("visits", CountOptions.class, "input", List.of(args));
    Doctor.beforeRun(
        Plans.of("visits", arguments, arguments.options(CountOptions.class), List.of()),
        System.err);
  }

  private static FootfallException refused(String... args) {
    return assertThrows(FootfallException.class, () -> check(args));
  }

  @Test
  void watchedFilesAreAStreamThatFlinkRuns() {
    CountOptions options = options("--input=" + temp, "--watch=10s", "--output=" + temp);
    assertThat(Streams.isStream(options.getInput(), options.getWatch()), is(true));
    assertThat(options.getRunner().getSimpleName(), is(FlinkRunner.class.getSimpleName()));
    check("--input=" + temp, "--watch=10s", "--output=" + temp);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0s   | in                    | --watch=0s would look without a pause",
        "soon | in                    | --watch=soon is no length of time",
        "10s  | kafka://127.0.0.1:1/t | --watch is for files; kafka://127.0.0.1:1/t is a stream",
      })
  void whatCannotBeWatchedIsRefused(String watch, String input, String message) {
    FootfallException refused = refused("--input=" + input, "--watch=" + watch);
    assertThat(refused.kind(), is(Kind.USAGE));
    assertThat(refused.getMessage(), containsString(message));
  }

  @Test
  void anUnknownFormatOfWindowsIsRefused() {
    CountOptions options =
        options("--input=" + temp, "--watch=1s", "--output=" + temp, "--outputFormat=xml");
    FootfallException refused =
        assertThrows(FootfallException.class, () -> StreamCommand.build("visits", options));
    assertThat(refused.getMessage(), is("--outputFormat=xml is unknown; expected csv or json."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--consumerArn=arn", "--kafkaConfig=client.properties"})
  void whatIsForStreamsOfOthersIsRefused(String option) {
    CountOptions options = options("--input=" + temp, "--watch=1s", "--output=" + temp, option);
    FootfallException refused =
        assertThrows(FootfallException.class, () -> StreamCommand.build("visits", options));
    assertThat(
        refused.getMessage(), startsWith(option.substring(0, option.indexOf('=')) + " is for k"));
  }

  @Test
  void aFolderMustBeThereAtTheStartAndAGlobMayMatchNothing() throws Exception {
    Path missing = temp.resolve("missing");
    FootfallException refused = refused("--input=" + missing, "--watch=1s");
    assertThat(refused.kind(), is(Kind.NO_INPUT));
    assertThat(refused.getMessage(), containsString("There is no folder " + missing));
    check("--input=" + missing + "/*.csv", "--watch=1s");
    Files.createDirectory(missing);
    check("--input=" + missing, "--watch=1s");
  }
}
