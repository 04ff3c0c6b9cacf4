package io.footfall.architecture.planted.transforms.visits;

/** Breaks a rule, so that the rule can be seen to catch it. */
public final class KnowsAPipeline {
  private KnowsAPipeline() {}

  static final Class<?> PIPELINE = io.footfall.architecture.planted.pipelines.APipeline.class;
}
