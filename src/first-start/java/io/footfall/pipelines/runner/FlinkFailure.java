package io.footfall.pipelines.runner;

import io.footfall.errors.FirstStart;
import org.apache.beam.sdk.PipelineResult;

/** Stands in for the class that needs Flink. */
final class FlinkFailure {
  private FlinkFailure() {}

  static void rethrow(PipelineResult failed) {
    throw FirstStart.lacks("Flink clusters");
  }
}
