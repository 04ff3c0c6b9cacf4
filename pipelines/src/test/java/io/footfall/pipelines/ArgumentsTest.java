package io.footfall.pipelines;

import static io.footfall.testing.Thrown.refusal;
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
import io.footfall.pipelines.FootfallProcess.Ended;
import io.footfall.pipelines.command.Command;
import io.footfall.pipelines.count.CountOptions;
import io.footfall.pipelines.options.Arguments;
import io.footfall.pipelines.options.GeneralOptions;
import io.footfall.pipelines.options.KinesisOptions;
import io.footfall.pipelines.options.OptionTable;
import io.footfall.pipelines.runner.Runners;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.util.FlinkUserCodeClassLoaders;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How arguments are written, and what is said about invalid ones. */
class ArgumentsTest {

  private static CountOptions options(String... args) {
    Arguments parsed = Arguments.parse("visits", CountOptions.class, "input", List.of(args));
    CountOptions options = parsed.options(CountOptions.class);
    parsed.problems().throwIfAny();
    return options;
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
        "--numShard=3           | Unknown option --numShard. Did you mean --numShards?",
        "--paralelism=3         | Did you mean --parallelism?",
        "--xyzzy=3              | Unknown option --xyzzy. Run 'footfall visits --help' to list the options.",
        "--numShards=x          | --numShards=x is not a whole number.",
        "--numShards=1.5        | --numShards=1.5 is not a whole number.",
        "--maxRejects=-1        | --maxRejects=-1 is not a whole number of at least 0.",
        "--maxRejectRatio=7     | --maxRejectRatio=7 is not a number from 0 to 1.",
        "--maxRejectRatio=NaN   | --maxRejectRatio=NaN is not a number from 0 to 1.",
        "--overwrite=maybe      | --overwrite=maybe is not true or false.",
        "--output=              | --output has an empty value.",
        "--output               | --output needs a value: --output=DIR.",
        "-x                     | Unknown option -x.",
        "--runner=FooRunner     | Unknown runner 'FooRunner'. Choose DirectRunner, FlinkRunner",
        "--runner=SparkRunner   | --runner=SparkRunner is not on the class path. Start Footfall with bin/footfall.",
        "--parallelism=many     | Invalid option of the runner",
        "--endpoint=localhost   | --endpoint=localhost is not a URL. Use the form http://127.0.0.1:4566.",
      })
  void refusesInvalidOptionAndNamesWhatWasExpected(String arg, String message) {
    assertThat(refused(arg.strip(), "--flinkMaster=[local]"), containsString(message.strip()));
  }

  @Test
  void acceptsValueAfterEqualsSignOrBlank() {
    CountOptions options = options("--input", "a.csv", "--output=x", "--max-rejects", "3");
    assertThat(options.getInput(), is("a.csv"));
    assertThat(options.getOutput(), is("x"));
    assertThat(options.getMaxRejects(), is(3L));
  }

  @Test
  void acceptsShortOptionAndOperands() {
    CountOptions options = options("-o", "x", "a.csv", "b.csv", "-", "--", "--odd.csv");
    assertThat(options.getOutput(), is("x"));
    assertThat(options.getInput(), is("a.csv,b.csv,-,--odd.csv"));
    assertThat(options("-ox").getOutput(), is("x"));
  }

  @Test
  void switchTakesNoValueFromTheNextArgument() {
    CountOptions options = options("--overwrite", "a.csv", "--header", "false", "b.csv");
    assertThat(options.getOverwrite(), is(true));
    assertThat(options.getHeader(), is("false"));
    assertThat(options.getInput(), is("a.csv,b.csv"));
    assertThat(options("--streaming", "a.csv").getInput(), is("a.csv"));
  }

  @Test
  void runnerOptionTakesValueFromTheNextArgument() {
    CountOptions options = options("--runner", "flink", "--parallelism", "3", "a.csv");
    assertThat(options.as(FlinkPipelineOptions.class).getParallelism(), is(3));
    assertThat(options.getInput(), is("a.csv"));
  }

  @Test
  void optionWithoutItsValueIsNotAlsoMissing() {
    FootfallCall.run("visits", "a.csv", "-o")
        .assertErr(is("footfall: --output needs a value: --output=DIR.\n"));
  }

  @Test
  void refusesOptionThatIsSetTwice() {
    assertThat(
        refused("--output=a", "--output=b"),
        is("--output is set twice, to a and to b. Leave one of them out."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--runner=Foo", "--parallelism=many"})
  void wrongOptionOfTheRunnerHidesNoOtherOption(String option) {
    Arguments parsed =
        Arguments.parse("visits", CountOptions.class, "input", List.of(option, "a.csv", "-o", "x"));
    CountOptions options = parsed.options(CountOptions.class);
    assertThat(options.getInput(), is("a.csv"));
    assertThat(options.getOutput(), is("x"));
    assertThrows(FootfallException.class, parsed.problems()::throwIfAny);
  }

  @Test
  void reportsAllProblemsAtOnce() {
    assertThat(
        refused("--numShard=3", "--maxRejects=x", "--overwrite=maybe", "--runner=Foo"),
        is(
            """
            The command line has 4 problems.
              Unknown option --numShard. Did you mean --numShards? Run 'footfall visits --help' to list the options.
              --maxRejects=x is not a whole number.
              --overwrite=maybe is not true or false.
              Unknown runner 'Foo'. Choose DirectRunner, FlinkRunner or SparkRunner."""));
    assertReported(4, "serve none --weekStart=friday --annotations=none --port=-1 --zone=UTC");
    assertReported(3, "check none --rules=none --from=never --to=never");
    assertReported(4, "query --input=a.csv --decimal=x --grouping=x --currency=x --from=never");
    assertReported(
        4, "report a.csv --delimiter=abc --zone=x --preset=x --profile=none --output=r.html");
    assertReported(
        5, "visits a.csv --output=o --format=combined --user=x --status=x --sink=x --to=x");
    assertReported(4, "replay none --dataset=visits --lake=none --deduplicate --sink=x --fix=x");
    assertReported(
        2,
        "publish --input=jdbc:postgresql://h/d --table=t --rate=0 --passwordFile=none --output=kafka://h:1/t");
    assertReported(2, "visits --output=o --lakeEvery=1m --sink=x --numShards=0");
    assertReported(2, "visits a.json --output=o --format=json --delimiter=; --quote=none");
    assertReported(3, "visits a --output=o --format=alb --logFormat=%h --comment=# --jsonPath=a");
    assertReported(2, "visits a --output=o --logFormat=%h --comment=# --jsonPath=a");
    assertReported(
        2, "visits --input=kafka://h:1/t --output=o --logFormat=%h --escape=x --quote=none");
    assertReported(2, "visits --input=kafka://h:1/t --output=o --escape=x --strictQuotes");
    assertReported(2, "replay none --stripQuery");
    assertReported(3, "help visit --color --verbos");
    assertReported(3, "doctor visit --color --verbos");
  }

  /** Asserts that a command reports this many problems, one per line. */
  private static void assertReported(int problems, String command) {
    Ended ended = FootfallCall.run(command.split(" ")).assertStatus(2);
    assertThat(ended.err(), ended.err().lines().skip(1).count(), is((long) problems));
  }

  @TestFactory
  Stream<DynamicTest> refusesEveryOptionThatTheCommandDoesNotUse() {
    Map<Command, Set<String>> used = new LinkedHashMap<>();
    for (Command command : Commands.ofProgram().all()) {
      Set<String> names = new TreeSet<>(OptionTable.of(command.about().options()).names());
      command.moreOptions().forEach(option -> names.add(option.name()));
      if (Arguments.hasRunner(command.about().options())) {
        OptionTable.OF_RUNNERS.forEach(option -> names.add(option.name()));
        KinesisOptions.LISTED.forEach(option -> names.add(option.name()));
      }
      if (GeneralOptions.class.isAssignableFrom(command.about().options())) {
        names.add("awsRegion"); // of S3, too
      }
      used.put(command, names);
    }
    Set<String> all = new TreeSet<>();
    used.values().forEach(all::addAll);
    return used.entrySet().stream()
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.getKey().name(),
                    () -> {
                      List<String> others =
                          all.stream().filter(name -> !command.getValue().contains(name)).toList();
                      assertThat(unknownOptions(command.getKey().name(), others), is(others));
                    }));
  }

  /** Returns the options that a command reports as unknown. */
  private static List<String> unknownOptions(String command, List<String> names) {
    List<String> args = new ArrayList<>(List.of(command));
    names.forEach(name -> args.add("--" + name + "=x"));
    FootfallProcess.Ended ended = FootfallCall.run(args.toArray(new String[0])).assertStatus(2);
    return Pattern.compile("Unknown option --(\\w+)\\.")
        .matcher(ended.err())
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"--targetFileSize=1MB,--lake=DIR", "--iamRole=default,--warehouse="})
  void refusesOptionOfAnOutputThatIsNotSet(String option, String missing) {
    FootfallCall.run("visits", "x.csv", "-o", "y", option)
        .assertStatus(2)
        .assertErr(option.replaceFirst("=.*", " applies to a "))
        .assertErr("Set " + missing);
  }

  @Test
  void refusesOptionsOfRedshiftForPostgres() {
    FootfallCall.run(
            "load",
            "--lake=x",
            "--warehouse=jdbc:postgresql://h/d",
            "--iamRole=default",
            "--lakeUrl=s3://b/x")
        .assertStatus(2)
        .assertErr("--iamRole applies to Redshift")
        .assertErr("--lakeUrl applies to Redshift");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hunter2", "--password=hunter2"})
  void secretIsNeverRepeated(String secret) {
    FootfallProcess.Ended ended =
        FootfallCall.run("load", "--lake=x", "--passwort", secret, "--password", secret)
            .assertStatus(2);
    assertThat(ended.said(), not(containsString("hunter2")));
  }

  @Test
  void refusesEncryptionKeyAndDoesNotRepeatIt() {
    assertThat(
        refused("--SSECustomerKey={\"key\":\"c2VjcmV0\"}"),
        is(
            "--SSECustomerKey would show a key to others. Let S3 keep the keys, with"
                + " --SSEAlgorithm=aws:kms and --SSEKMSKeyId=ARN."));
  }

  @Test
  void joinsRepeatedInputs() {
    assertThat(options("--input=a", "--input=b,c").getInput(), is("a,b,c"));
  }

  @Test
  void tunesDirectRunnerUnlessOptionsAreSet() {
    DirectOptions options = options().as(DirectOptions.class);
    assertThat(options.isEnforceImmutability(), is(false));
    assertThat(options.isEnforceEncodability(), is(false));

    DirectOptions parsed = options("--enforceImmutability=true").as(DirectOptions.class);
    assertThat(parsed.isEnforceImmutability(), is(true));
  }

  @Test
  void embedsFlinkWithoutAMaster() {
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
  void choosesCheckpointStorageOfEmbeddedFlinkOnly() {
    Map<String, String> here = Runners.defaults(Map.of("input", "kafka://a:9092/b"));
    assertThat(here, hasEntry("stateBackend", "filesystem"));
    assertThat(here.get("stateBackendStoragePath"), startsWith("file:/"));
    assertThat(
        Runners.defaults(Map.of("input", "kafka://a:9092/b", "flinkMaster", "a:8081")).keySet(),
        not(hasItem("stateBackend")));
  }

  @Test
  void passesTheSavepointToEmbeddedFlink() {
    Map<String, String> given =
        Map.of("input", "kafka://a:9092/b", "savepointPath", "file:///it's/chk-7");
    Configuration configuration =
        GlobalConfiguration.loadConfiguration(Runners.defaults(given).get("flinkConfDir"));
    assertThat(
        SavepointRestoreSettings.fromConfiguration(configuration).getRestorePath(),
        is("file:///it's/chk-7"));

    Map<String, String> both = new TreeMap<>(given);
    both.put("flinkConfDir", "conf");
    assertThat(refusal(() -> Runners.defaults(both)), containsString("execution.savepoint.path"));

    both.put("flinkMaster", "a:8081");
    assertThat(Runners.defaults(both).keySet(), not(hasItem("flinkConfDir")));
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
  void refusesCredentialsAsOptionsWithoutRepeatingThem(String command) {
    List<String> args = new ArrayList<>(List.of(command.split(" ", -1)));
    args.add("--awsCredentialsProvider={\"@type\":\"Static\",\"secretAccessKey\":\"k3y\"}");
    FootfallProcess.Ended ended =
        FootfallCall.run(args.toArray(new String[0]))
            .assertStatus(2)
            .assertErr(
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
  void runJsonListsOptionsWithoutThoseOfTheRunner() {
    Map<String, String> parsed =
        OptionTable.of(CountOptions.class)
            .inForce(options("--input=a.csv", "--zone=Europe/Berlin", "--jobName=secret"));

    assertThat(parsed, hasEntry("input", "a.csv"));
    assertThat(parsed, hasEntry("zone", "Europe/Berlin"));
    assertThat(parsed, hasEntry("numShards", "1"));
    assertThat(parsed, hasEntry("runner", "DirectRunner"));
    assertThat(parsed, not(hasKey("jobName")));
    assertThat(parsed, not(hasKey("maxRejects")));
    assertThat(parsed, not(hasKey("allowedLateness"))); // Of streams, which have no run.json.
    assertThat(
        OptionTable.of(CountOptions.class).inForce(options("--input=a.csv", "--window=day")),
        hasEntry("window", "day"));
  }

  @Test
  void namesWithHyphensAreThoseThatBeamWritesInOneWord() {
    CountOptions options =
        options("--max-rejects=3", "--checkpointing-interval=7000", "--overwrite");
    assertThat(options.getMaxRejects(), is(3L));
    assertThat(options.as(FlinkPipelineOptions.class).getCheckpointingInterval(), is(7000L));
    assertThat(refused("--num-shard=3"), containsString("Did you mean --numShards?"));
    assertThat(
        refused("--max-rejects=3", "--maxRejects=4"), containsString("--maxRejects is set twice"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"endpoint\":\"http://proxy.example:3128\",\"username\":\"me\",\"password\":\"s3cret\"}",
        "{\"endpoint\":\"http://me:s3cret@proxy.example:3128\"}"
      })
  void refusesProxyPasswordWithoutRepeatingIt(String proxy) {
    FootfallProcess.Ended ended =
        FootfallCall.run("visits", "--input=a.csv", "--output=out", "--proxyConfiguration=" + proxy)
            .assertStatus(2)
            .assertErr("--proxyConfiguration would show the password");
    assertThat(ended.said(), not(containsString("s3cret")));
  }
}
