package io.footfall.pipelines.runner;

import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.options.PipelineOptions;

/** A run in this process that is a part of a command, and whose runner nobody chooses. */
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
