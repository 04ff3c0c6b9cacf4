package io.footfall.pipelines.runner;

import io.footfall.errors.FootfallException;
import io.footfall.errors.FootfallException.Kind;
import java.lang.reflect.Field;
import java.util.concurrent.ExecutionException;
import org.apache.beam.runners.flink.FlinkDetachedRunnerResult;
import org.apache.beam.sdk.PipelineResult;
import org.apache.flink.core.execution.JobClient;
import org.jspecify.annotations.Nullable;

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
      throw of(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the exception to throw. The heap of this process has nothing to do with a worker's. */
  static RuntimeException of(@Nullable Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError) {
        return new FootfallException(
            Kind.INTERNAL,
            "Out of memory on the cluster: "
                + t.getMessage()
                + ". Give its task managers more memory, or use more --partitions.",
            t);
      }
    }
    return new IllegalStateException(failure);
  }
}
