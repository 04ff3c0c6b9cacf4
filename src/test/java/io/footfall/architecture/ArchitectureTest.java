package io.footfall.architecture;

import static io.footfall.testing.Thrown.messageOf;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules hold for what is built, and each of them catches what was planted to break it. */
class ArchitectureTest {

  private static final JavaClasses FOOTFALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.footfall");

  private static final String PLANTED_ROOT = "io.footfall.architecture.planted";

  private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(PLANTED_ROOT);

  private static final Set<String> PARTS_OF_SINKS = Set.of("io.footfall.postgres.PostgresDatabase");

  private static final Set<String> REGISTRIES_OF_SINKS =
      Set.of(
          "io.footfall.pipelines.options.SinkOptions",
          "io.footfall.pipelines.count.WindowSettings");

  private static final Set<String> SHARED =
      Set.of(
          // By run: the workers of a process and its console have nothing else in common.
          "ReadProgress.RUNS",
          // By run: threads of a run that has ended are refused.
          "OutputFiles.STOPPED",
          // By name: attempts of a task, and several tasks, have nothing else in common.
          "Destination.FULL",
          // By run and output: the tasks of a process share a sign of life.
          "Heartbeat.RUNNING",
          // By scheme, like the file systems of Beam, with which they are registered.
          "ConditionalStores.BY_SCHEME",
          // By input: a process can read its standard input once.
          "SpooledInput.SPOOLED",
          // By task: Flink opens several readers per task, and a gauge has one value.
          "SourceMetrics.OPEN",
          // Timers: they hold the alarms of running queries, and nothing of one that has ended.
          "JdbcRows.CLOCK",
          "QueryProcess.CLOCK");

  static Stream<Arguments> rules() {
    Architecture ours = new Architecture("io.footfall");
    Architecture planted = new Architecture(PLANTED_ROOT);
    return Stream.of(
        rule(
            ours.transformsDoNotKnowPipelines(),
            planted.transformsDoNotKnowPipelines(),
            "transforms.visits.KnowsAPipeline"),
        rule(
            ours.srcKnowsNeitherTransformsNorPipelines(),
            planted.srcKnowsNeitherTransformsNorPipelines(),
            "records.KnowsATransform"),
        rule(
            ours.onlyPipelinesKnowOptionsAndRunners(),
            planted.onlyPipelinesKnowOptionsAndRunners(),
            "transforms.visits.KnowsOptions"),
        rule(
            ours.enginesDoNotKnowOptions(),
            planted.enginesDoNotKnowOptions(),
            "pipelines.KnowsAnOptionInterface"),
        rule(
            ours.datasetKnowsNoOther("visits", "purchases"),
            planted.datasetKnowsNoOther("visits", "purchases"),
            "visits.KnowsPurchases"),
        rule(
            ours.datasetKnowsNoOther("purchases", "visits"),
            planted.datasetKnowsNoOther("purchases", "visits"),
            "purchases.KnowsVisits"),
        rule(
            ours.sharedPackagesKnowNoDataset(),
            planted.sharedPackagesKnowNoDataset(),
            "records.KnowsVisits"),
        rule(ours.packagesHaveNoCycles(), planted.packagesHaveNoCycles(), "purchases.KnowsVisits"),
        rule(
            ours.packagesSayWhatTheyAreFor(),
            planted.packagesSayWhatTheyAreFor(),
            "records.util.Anything"),
        rule(
            ours.sinksAreKnownByTheirInterface(PARTS_OF_SINKS, REGISTRIES_OF_SINKS),
            planted.sinksAreKnownByTheirInterface(PARTS_OF_SINKS, REGISTRIES_OF_SINKS),
            "visits.KnowsASink"),
        rule(
            ours.nothingIsSharedByRuns(SHARED),
            planted.nothingIsSharedByRuns(SHARED),
            "records.RemembersRuns.COUNTED"),
        rule(
            ours.nothingIsSharedByRuns(SHARED),
            planted.nothingIsSharedByRuns(SHARED),
            "records.RemembersRuns.last"));
  }

  private static Arguments rule(ArchRule ours, ArchRule planted, String violation) {
    return Arguments.of(Named.of(ours.getDescription(), ours), planted, violation);
  }

  @Test
  void coversAllThreeTrees() {
    assertThat(
        FOOTFALL.stream().filter(c -> c.getName().contains(".pipelines.")).count(),
        greaterThan(0L));
    assertThat(
        FOOTFALL.stream().filter(c -> c.getName().contains(".records.")).count(), greaterThan(0L));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void ruleHolds(ArchRule rule, ArchRule planted, String violation) {
    rule.check(FOOTFALL);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void plantedViolationIsCaught(ArchRule rule, ArchRule planted, String violation) {
    assertThat(
        messageOf(AssertionError.class, () -> planted.check(PLANTED)),
        containsString(PLANTED_ROOT + "." + violation));
  }
}
