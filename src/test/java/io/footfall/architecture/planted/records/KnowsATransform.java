package io.footfall.architecture.planted.records;

/** Breaks a rule, so that the rule can be seen to catch it. */
public final class KnowsATransform {
  private KnowsATransform() {}

  static final Class<?> TRANSFORM =
      io.footfall.architecture.planted.transforms.visits.KnowsOptions.class;
}
