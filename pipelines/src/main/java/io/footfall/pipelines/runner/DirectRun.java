package io.footfall.pipelines.runner;

import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.options.PipelineOptions;

/** Runs a pipeline that is a part of a command on the DirectRunner, in this process. */
public final class DirectRun {
  private DirectRun() {}

  /** Returns options for such a run: those of the command, for the DirectRunner. */
  public static PipelineOptions options(PipelineOptions ofCommand) {
    DirectOptions options = ofCommand.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(Runners.workers());
    options.setEnforceImmutability(false);
    options.setEnforceEncodability(false);
    return options;
  }
}
