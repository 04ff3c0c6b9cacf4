package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.flink.util.FlinkUserCodeClassLoaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with the options of a command is said in one sentence. */
class ArgumentsTest {

  private static ReportOptions options(String... args) {
    return Arguments.of("visits", List.of(args)).options();
  }

  private static String refused(String... args) {
    FootfallException refused = assertThrows(FootfallException.class, () -> options(args));
    assertThat(refused.kind(), is(Kind.USAGE));
    return refused.getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--numShard=3           | There is no option --numShard; did you mean --numShards?",
        "--paralelism=3         | did you mean --parallelism?",
        "--xyzzy=3              | There is no option --xyzzy. See footfall visits --help.",
        "--numShards=x          | --numShards=x is not a whole number.",
        "--numShards=1.5        | --numShards=1.5 is not a whole number.",
        "--maxRejects=-1        | --maxRejects=-1 is not a whole number from 0 on.",
        "--maxRejectRatio=7     | --maxRejectRatio=7 is not a number from 0 to 1.",
        "--maxRejectRatio=NaN   | --maxRejectRatio=NaN is not a number from 0 to 1.",
        "--overwrite=maybe      | --overwrite=maybe is not true or false.",
        "--output=              | --output= is empty",
        "--output               | --output needs a value: --output=FOLDER.",
        "visits.csv             | What is visits.csv? Options are written --NAME=VALUE",
        "--runner=FooRunner     | --runner=FooRunner is unknown; expected DirectRunner, FlinkRunner",
        "--runner=SparkRunner   | --runner=SparkRunner is not on the class path here.",
        "--parallelism=many     | An option of the runner is wrong",
      })
  void wrongOptionIsRefusedWithWhatWasExpected(String arg, String message) {
    assertThat(refused(arg.strip(), "--flinkMaster=[local]"), containsString(message.strip()));
  }

  @Test
  void valueBehindABlankIsRefusedWithTheWayToWriteIt() {
    assertThat(
        refused("--input", "a.csv", "--output=x"),
        is("Say --input=a.csv, with an equals sign and no blank."));
  }

  @Test
  void optionThatIsThereTwiceIsRefused() {
    assertThat(refused("--output=a", "--output=b"), is("--output is there twice, as a and b."));
  }

  @Test
  void inputsMayBeGivenOneByOne() {
    assertThat(options("--input=a", "--input=b,c").getInput(), is("a,b,c"));
  }

  @Test
  void switchNeedsNoValue() {
    assertThat(options("--overwrite").getOverwrite(), is(true));
  }

  @Test
  void directRunnerIsMadeQuickUnlessToldOtherwise() {
    DirectOptions options = options().as(DirectOptions.class);
    assertThat(options.isEnforceImmutability(), is(false));
    assertThat(options.isEnforceEncodability(), is(false));

    DirectOptions told = options("--enforceImmutability=true").as(DirectOptions.class);
    assertThat(told.isEnforceImmutability(), is(true));
  }

  @Test
  void flinkRunsInTheProgramUnlessItIsToldWhere() {
    FlinkPipelineOptions options = options("--runner=flink").as(FlinkPipelineOptions.class);
    assertThat(options.getFlinkMaster(), is("[local]"));
    assertThat(options.getObjectReuse(), is(true));
    assertThat(Runners.cluster(Map.of("runner", "flink")), is(Optional.empty()));

    assertThat(Runners.cluster(Map.of("flinkMaster", "a:8081")), is(Optional.of("a:8081")));
    assertThat(Runners.cluster(Map.of("sparkMaster", "local[2]")), is(Optional.empty()));
    assertThat(
        Runners.defaults(Map.of("runner", "FlinkRunner", "flinkMaster", "a:8081")),
        hasEntry("attachedMode", "false"));
  }

  @Test
  void streamInAnEmbeddedFlinkKeepsItsCheckpointsInAFolderAndOneInAClusterWhereThatSays() {
    Map<String, String> here = Runners.defaults(Map.of("input", "kafka://a:9092/b"));
    assertThat(here, hasEntry("stateBackend", "filesystem"));
    assertThat(here.get("stateBackendStoragePath"), startsWith("file:/"));
    assertThat(
        Runners.defaults(Map.of("input", "kafka://a:9092/b", "flinkMaster", "a:8081")).keySet(),
        not(hasItem("stateBackend")));
  }

  @Test
  void programThatFlinkHasLoadedRunsInItsCluster() throws Exception {
    ClassLoader ours = getClass().getClassLoader();
    assertThat(Runners.isOfFlink(ours), is(false));
    try (URLClassLoader ofFlink =
        FlinkUserCodeClassLoaders.parentFirst(new URL[0], ours, e -> {}, true)) {
      assertThat(Runners.isOfFlink(ofFlink), is(true));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "visits",
        "purchases",
        "publish",
        "load",
        "compact",
        "replay",
        "rejects",
        "reconcile",
        "query",
        "report",
        "serve",
        "doctor visits"
      })
  void noCommandTakesCredentialsAsAnOptionAndNoneRepeatsThem(String command) {
    List<String> args = new ArrayList<>(List.of(command.split(" ", -1)));
    args.add("--awsCredentialsProvider={\"@type\":\"Static\",\"secretAccessKey\":\"k3y\"}");
    FootfallProcess.Ended ended = FootfallCall.run(args.toArray(new String[0]));
    assertThat(ended.said(), ended.status(), is(2));
    assertThat(
        ended.err(),
        startsWith(
            "footfall: --awsCredentialsProvider would show a secret to others. Credentials come"
                + " from the environment, the profile or the machine's role."));
    assertThat(ended.said(), not(containsString("k3y")));
  }

  @Test
  void jobIsNamedAfterTheCommand() {
    assertThat(options().getJobName(), is("footfall-visits"));
    assertThat(options("--jobName=mine").getJobName(), is("mine"));
  }

  @Test
  void runJsonTellsTheOptionsInForceAndNoneOfTheRunner() {
    Map<String, String> told =
        Arguments.told(options("--input=a.csv", "--zone=Europe/Berlin", "--jobName=secret"));

    assertThat(told, hasEntry("input", "a.csv"));
    assertThat(told, hasEntry("zone", "Europe/Berlin"));
    assertThat(told, hasEntry("numShards", "1"));
    assertThat(told, hasEntry("runner", "DirectRunner"));
    assertThat(told, not(hasKey("jobName")));
    assertThat(told, not(hasKey("maxRejects")));
    assertThat(told, not(hasKey("allowedLateness"))); // Of streams, which have no run.json.
  }

  @Test
  void namesWithHyphensAreThoseThatBeamWritesInOneWord() {
    ReportOptions options =
        options("--max-rejects=3", "--checkpointing-interval=7000", "--overwrite");
    assertThat(options.getMaxRejects(), is(3L));
    assertThat(options.as(FlinkPipelineOptions.class).getCheckpointingInterval(), is(7000L));
    assertThat(refused("--num-shard=3"), containsString("did you mean --numShards?"));
    assertThat(
        refused("--max-rejects=3", "--maxRejects=4"),
        containsString("--maxRejects is there twice"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"endpoint\":\"http://proxy.example:3128\",\"username\":\"me\",\"password\":\"s3cret\"}",
        "{\"endpoint\":\"http://me:s3cret@proxy.example:3128\"}"
      })
  void thePasswordOfAProxyIsRefusedAndNotRepeated(String proxy) {
    FootfallProcess.Ended ended =
        FootfallCall.run(
            "visits", "--input=a.csv", "--output=out", "--proxyConfiguration=" + proxy);
    assertThat(ended.said(), ended.status(), is(2));
    assertThat(ended.err(), containsString("--proxyConfiguration would show the password"));
    assertThat(ended.said(), not(containsString("s3cret")));
  }
}
