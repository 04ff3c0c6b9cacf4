package io.footfall.pipelines.runner;

import java.lang.reflect.Field;
import java.util.concurrent.ExecutionException;
import org.apache.beam.runners.flink.FlinkDetachedRunnerResult;
import org.apache.beam.sdk.PipelineResult;
import org.apache.flink.core.execution.JobClient;

/** Reads the failure of a job on a Flink cluster. Beam itself returns only the job's state. */
final class FlinkFailure {
  private FlinkFailure() {}

  /** Throws an exception whose cause is the failure of a job. Does nothing after a success. */
  static void rethrow(PipelineResult failed) {
    try {
      Field field = FlinkDetachedRunnerResult.class.getDeclaredField("jobClient");
      field.setAccessible(true);
      ((JobClient) field.get(failed)).getJobExecutionResult().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
