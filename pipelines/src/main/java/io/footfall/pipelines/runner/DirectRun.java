package io.footfall.pipelines.runner;

import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.options.PipelineOptions;

/** Configures a pipeline that is part of a command to run on the DirectRunner, in this process. */
public final class DirectRun {
  private DirectRun() {}

  /** Changes the options of a command for such a run, and returns them. */
  public static PipelineOptions options(PipelineOptions ofCommand) {
    DirectOptions options = ofCommand.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(Runners.workers());
    options.setEnforceImmutability(false);
    options.setEnforceEncodability(false);
    return options;
  }
}
