package io.footfall.pipelines.doctor;

import static io.footfall.pipelines.doctor.FindingMatchers.ok;
import static io.footfall.pipelines.doctor.FindingMatchers.refuses;
import static io.footfall.pipelines.doctor.FindingMatchers.saysNothing;
import static io.footfall.pipelines.doctor.FindingMatchers.warns;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.footfall.errors.FootfallException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterChecksTest {
  private FlinkRest rest;

  @BeforeEach
  void start() throws IOException {
    rest = new FlinkRest();
  }

  @AfterEach
  void stop() {
    rest.close();
  }

  private Optional<Finding> perform(Check check, SamplePlan plans, String... settings) {
    return check.perform(plans.on(rest.view(settings)).plan());
  }

  @Test
  void reportsARespondingCluster() {
    assertThat(perform(new ClusterReachable(), SamplePlan.stream()), ok("Flink "));
    assertThat(new ClusterReachable().perform(SamplePlan.stream().plan()), saysNothing());
  }

  @Test
  void refusesAnUnresponsiveClusterUnlessStartedByFlink() {
    ClusterView view = rest.view();
    ClusterView ofClient = rest.viewOfClient();
    rest.close();
    Optional<Finding> found = new ClusterReachable().perform(SamplePlan.stream().on(view).plan());
    assertThat(found, refuses("--flinkMaster"));
    assertThat(found.orElseThrow().kind(), is(Kind.IO));
    assertThat(
        new ClusterReachable().perform(SamplePlan.stream().on(ofClient).plan()),
        warns("does not respond"));
    assertThat(
        new CheckpointStorage().perform(SamplePlan.stream().on(ofClient).plan()),
        warns("state.checkpoints.dir is not set"));
  }

  @Test
  void refusesAClusterOfAnotherVersion() {
    rest.version("2.1.0");
    assertThat(perform(new ClusterReachable(), SamplePlan.stream()), refuses("is Flink 2.1.0"));
  }

  @Test
  void refusesEndlessStreamWithCheckpointsInMemory() {
    rest.setting("state.checkpoints.dir", "");
    assertThat(
        perform(new CheckpointStorage(), SamplePlan.stream()),
        refuses("state.checkpoints.dir is not set"));
    assertThat(
        perform(new CheckpointStorage(), SamplePlan.stream().thatEnds()),
        warns("state.checkpoints.dir is not set"));
  }

  @Test
  void findsCheckpointDirectoryOfJobOrCluster() {
    rest.setting("state.checkpoints.dir", "s3://bucket/checkpoints");
    assertThat(
        perform(new CheckpointStorage(), SamplePlan.stream()), ok("s3://bucket/checkpoints"));
    assertThat(
        perform(
            new CheckpointStorage(),
            SamplePlan.stream(),
            "state.checkpoints.dir",
            "s3://other/own"),
        ok("s3://other/own"));
    assertThat(
        perform(
            new CheckpointStorage(),
            SamplePlan.stream().with("stateBackendStoragePath", "s3://third/path")),
        ok("s3://third/path"));
  }

  @Test
  void warnsOfLocalCheckpointsOnSeveralMachines() {
    rest.setting("state.checkpoints.dir", "file:///tmp/checkpoints");
    assertThat(
        perform(new CheckpointStorage(), SamplePlan.stream()), ok("file:///tmp/checkpoints"));
    rest.workers("203.0.113.7", "203.0.113.8");
    assertThat(
        perform(new CheckpointStorage(), SamplePlan.stream()), warns("203.0.113.7, 203.0.113.8"));
  }

  @Test
  void warnsOfARunningJobWithTheSameName() {
    rest.job("abc", "footfall-visits", "RUNNING", 2);
    assertThat(perform(new RunningJob(), SamplePlan.stream()), warns("(abc)"));
    rest.job("abc", "footfall-visits", "FINISHED", 2);
    assertThat(
        perform(new RunningJob(), SamplePlan.stream()), ok("no running job footfall-visits"));
    rest.job("abc", "another", "RUNNING", 2);
    assertThat(
        perform(new RunningJob(), SamplePlan.stream()), ok("no running job footfall-visits"));
  }

  @Test
  void lessParallelismThanTheLastRunOfTheNameHadIsAWarning() {
    rest.job("abc", "footfall-visits", "CANCELED", 4);
    assertThat(perform(new Parallelism(), SamplePlan.stream()), warns("the last run (abc) had 4"));
    rest.job("abc", "footfall-visits", "CANCELED", 2);
    assertThat(perform(new Parallelism(), SamplePlan.stream()), ok("2 tasks"));
    rest.job("abc", "another", "CANCELED", 4);
    assertThat(perform(new Parallelism(), SamplePlan.stream()), ok("2 tasks"));
  }

  @Test
  void warnsOfAnUnreadableSavepoint(@TempDir Path temp) {
    assertThat(
        perform(
            new Parallelism(),
            SamplePlan.stream().with("savepointPath", temp.resolve("no").toString())),
        warns("is not readable from here"));
  }

  @Test
  void refusesASavepointWithoutItsFilesUnlessOnACluster(@TempDir Path temp) throws IOException {
    Path file = temp.resolve("state");
    OperatorState operator = new OperatorState(new OperatorID(), 2, 128);
    operator.putState(
        0,
        OperatorSubtaskState.builder()
            .setManagedKeyedState(
                new KeyGroupsStateHandle(
                    new KeyGroupRangeOffsets(0, 0),
                    new FileStateHandle(new org.apache.flink.core.fs.Path(file.toUri()), 1)))
            .build());
    try (OutputStream out = Files.newOutputStream(temp.resolve("_metadata"))) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(1, List.of(operator), List.of()), out);
    }
    SamplePlan plan = SamplePlan.stream().with("savepointPath", temp.toUri().toString());
    Optional<Finding> found = new CompleteSavepoint().perform(plan.plan());
    assertThat(found, refuses(file + " does not exist"));
    assertThat(found.orElseThrow().kind(), is(Kind.IO));
    assertThat(perform(new CompleteSavepoint(), plan), warns(file + " does not exist"));
    Files.createFile(file);
    assertThat(new CompleteSavepoint().perform(plan.plan()), ok("complete"));
    assertThat(new CompleteSavepoint().perform(SamplePlan.stream().plan()), saysNothing());
  }

  @Test
  void tooFewFreeTaskSlotsAreAWarning() {
    rest.answering("/overview", "{'slots-total': 4, 'slots-available': 1}");
    assertThat(perform(new TaskSlots(), SamplePlan.stream()), warns("1 of 4 free"));
    rest.answering("/overview", "{'slots-total': 4, 'slots-available': 2}");
    assertThat(perform(new TaskSlots(), SamplePlan.stream()), ok("2 of 4 free"));
  }

  @Test
  void acceptsAnApplicationClusterWithoutTaskSlots() {
    rest.answering("/overview", "{'slots-total': 0, 'slots-available': 0}");
    assertThat(perform(new TaskSlots(), SamplePlan.stream()), warns("0 of 0 free"));
    assertThat(
        new TaskSlots().perform(SamplePlan.stream().on(rest.viewOfClient()).plan()),
        ok("none yet"));
  }

  @Test
  void warnsOfALocalOutputWithRemoteWorkers(@TempDir Path temp) {
    SamplePlan plans = SamplePlan.stream().into(temp + "/out", "s3://bucket/rejects");
    assertThat(perform(new OutputsWritable(), plans), ok(temp + "/out, s3://bucket/rejects"));
    rest.workers("203.0.113.7");
    assertThat(perform(new OutputsWritable(), plans), warns("workers run on 203.0.113.7"));
    assertThat(
        perform(new OutputsWritable(), SamplePlan.stream().into("s3://b/out", "s3://b/rejects")),
        ok("s3://b/out"));
  }
}
