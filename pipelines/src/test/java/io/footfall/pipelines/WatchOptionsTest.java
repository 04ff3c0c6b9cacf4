package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.records.InputRefusedException;
import io.footfall.records.InputRefusedException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.runners.flink.FlinkRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code --watch} can be, and what can be watched. */
class WatchOptionsTest {
  @TempDir Path temp;

  private static ReportOptions options(String... args) {
    return Arguments.of("visits", List.of(args)).options();
  }

  private static InputRefusedException refused(ReportOptions options) {
    return assertThrows(
        InputRefusedException.class, () -> StreamCommand.check(options, /* inCluster= */ false));
  }

  @Test
  void watchedFilesAreAStreamThatFlinkRuns() {
    ReportOptions options = options("--input=" + temp, "--watch=10s", "--output=" + temp);
    assertThat(Streams.isStream(options.getInput(), options.getWatch()), is(true));
    assertThat(options.getRunner().getSimpleName(), is(FlinkRunner.class.getSimpleName()));
    StreamCommand.check(options, false);
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
    InputRefusedException refused = refused(options("--input=" + input, "--watch=" + watch));
    assertThat(refused.kind(), is(Kind.USAGE));
    assertThat(refused.getMessage(), containsString(message));
  }

  @Test
  void anUnknownFormatOfWindowsIsRefused() {
    ReportOptions options =
        options("--input=" + temp, "--watch=1s", "--output=" + temp, "--outputFormat=xml");
    InputRefusedException refused =
        assertThrows(InputRefusedException.class, () -> StreamCommand.build("visits", options));
    assertThat(refused.getMessage(), is("--outputFormat=xml is unknown; expected csv or json."));
  }

  @Test
  void aFolderMustBeThereAtTheStartAndAGlobMayMatchNothing() throws Exception {
    Path missing = temp.resolve("missing");
    InputRefusedException refused = refused(options("--input=" + missing, "--watch=1s"));
    assertThat(refused.kind(), is(Kind.NO_INPUT));
    assertThat(refused.getMessage(), containsString("There is no folder " + missing));
    StreamCommand.check(options("--input=" + missing + "/*.csv", "--watch=1s"), false);
    Files.createDirectory(missing);
    StreamCommand.check(options("--input=" + missing, "--watch=1s"), false);
  }
}
