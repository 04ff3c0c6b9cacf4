package io.footfall.architecture.planted.transforms.visits;

/** Breaks a rule, so that the rule can be seen to catch it. */
public final class KnowsOptions {
  private KnowsOptions() {}

  static final Class<?> OPTIONS = org.apache.beam.sdk.options.PipelineOptions.class;
}
