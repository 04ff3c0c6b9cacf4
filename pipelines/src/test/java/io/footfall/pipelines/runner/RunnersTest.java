package io.footfall.pipelines.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.client.JobSubmissionException;
import org.junit.jupiter.api.Test;

class RunnersTest {
  private final ConnectException refused = new ConnectException("Connection refused");

  @Test
  void seesThatAClusterIsUnreachable() {
    Throwable submission = new JobSubmissionException(new JobID(), "Failed to submit", refused);
    assertThat(Runners.isUnreachable(new RuntimeException(submission)), is(true));
    assertThat(Runners.isUnreachable(new UnknownHostException("jobmanager")), is(true));
    assertThat(Runners.isUnreachable(new IOException("disk")), is(false));
  }

  @Test
  void doesNotTakeTheDatabaseOfAJobForTheCluster() {
    Throwable writing = new IOException("Writing to the database failed", refused);
    Throwable job = new JobExecutionException(new JobID(), "Job execution failed.", writing);
    assertThat(Runners.isUnreachable(new IllegalStateException(job)), is(false));
    assertThat(Runners.isUnreachable(new PipelineExecutionException(writing)), is(false));
  }

  @Test
  void doesNotTakeTheMemoryOfAWorkerForItsOwn() {
    Throwable full = new OutOfMemoryError("Java heap space");
    Throwable job = new JobExecutionException(new JobID(), "Job execution failed.", full);
    assertThat(
        FlinkFailure.of(job).getMessage(),
        startsWith("Out of memory on the cluster: Java heap space. Give its task managers more"));
    Throwable other = new JobExecutionException(new JobID(), "Job execution failed.", refused);
    assertThat(FlinkFailure.of(other).getCause(), is(other));
  }
}
