package io.footfall.pipelines.doctor;

import static io.footfall.pipelines.doctor.FindingMatchers.ok;
import static io.footfall.pipelines.doctor.FindingMatchers.refuses;
import static io.footfall.pipelines.doctor.FindingMatchers.saysNothing;
import static io.footfall.pipelines.doctor.FindingMatchers.warns;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.errors.FootfallException.Kind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;

class StreamChecksTest {
  private static Optional<Finding> perform(Check check, SamplePlan plans) {
    return check.perform(plans.plan());
  }

  @Test
  void skipsStreamChecksForFiles() {
    for (Check check :
        new Check[] {
          new Checkpoints(), new CheckpointStorage(), new WindowsClose(), new StableNames(),
          new AwsRegion(), new StreamReachable(), new Parallelism(), new RunningJob()
        }) {
      assertThat(check.subject(), perform(check, SamplePlan.files("a.csv")), saysNothing());
    }
  }

  @Test
  void reportsCheckpoints() {
    assertThat(perform(new Checkpoints(), SamplePlan.stream()), ok("every 10s"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0", "", "10s"})
  void withoutCheckpointsAStreamIsRefused(String interval) {
    Optional<Finding> found =
        perform(new Checkpoints(), SamplePlan.stream().with("checkpointingInterval", interval));
    assertThat(found, refuses("--checkpointingInterval=" + interval));
    assertThat(found.orElseThrow().kind(), is(Kind.USAGE));
  }

  @Test
  void rareCheckpointsAreAWarning() {
    assertThat(
        perform(new Checkpoints(), SamplePlan.stream().with("checkpointingInterval", "1800000")),
        warns("every 30m"));
  }

  @Test
  void anotherRunnerThanFlinkIsAWarning() {
    assertThat(
        perform(new Checkpoints(), SamplePlan.stream().with("runner", "DirectRunner")),
        warns("DirectRunner"));
  }

  @Test
  void stepsMustHaveNamesOfTheirOwn() {
    assertThat(perform(new StableNames(), SamplePlan.stream()), ok("stable"));
    assertThat(
        perform(new StableNames(), SamplePlan.stream().with("stableUniqueNames", "WARNING")),
        refuses("--stableUniqueNames=WARNING"));
  }

  @Test
  void reportsWindowsThatClose() {
    assertThat(
        perform(new WindowsClose(), SamplePlan.stream()),
        ok("length 1h, final 1d after the end, or 1442m with silent shards"));
  }

  @Test
  void warnsOfWindowsHeldIndefinitely() {
    SamplePlan never =
        SamplePlan.stream().windows(Duration.ofHours(1), Duration.ofDays(1), Duration.ZERO);
    assertThat(perform(new WindowsClose(), never), warns("--idleAfter"));
    assertThat(perform(new WindowsClose(), never.thatEnds()), ok("length 1h"));
  }

  @Test
  void warnsOfWindowsHeldForDays() {
    assertThat(
        perform(
            new WindowsClose(),
            SamplePlan.stream()
                .windows(Duration.ofHours(1), Duration.ofHours(1), Duration.ofDays(3))),
        warns("holds all windows open for 3d"));
  }

  @Test
  void warnsOfWindowsThatOutliveTheStream() {
    assertThat(
        perform(
            new WindowsClose(),
            SamplePlan.stream()
                .windows(Duration.ofDays(1), Duration.ofDays(900), Duration.ofHours(1))),
        warns("of the job, for 901d"));
  }

  @Test
  void kinesisNeedsARegion() {
    assertThat(
        perform(
            new AwsRegion(),
            SamplePlan.stream()
                .ofKinesis(
                    new StreamPlan.Kinesis(
                        "clicks", Optional.empty(), Optional.empty(), Optional.empty()))),
        refuses("No AWS region is set"));
    assertThat(
        perform(
            new AwsRegion(),
            SamplePlan.stream()
                .ofKinesis(
                    new StreamPlan.Kinesis(
                        "clicks",
                        Optional.of(Region.EU_CENTRAL_1),
                        Optional.empty(),
                        Optional.empty()))),
        ok("eu-central-1"));
  }

  @Test
  void warnsOfTemporaryCheckpointsOfAnEndlessStream() {
    assertThat(perform(new CheckpointStorage(), SamplePlan.stream()), warns("are lost with it"));
    assertThat(
        perform(new CheckpointStorage(), SamplePlan.stream().thatEnds()), ok("not required"));
  }
}
