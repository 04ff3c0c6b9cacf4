package io.footfall.architecture.planted.pipelines;

/** Breaks a rule, so that the rule can be seen to catch it. */
public final class KnowsAnOptionInterface {
  private KnowsAnOptionInterface() {}

  static final Class<?> OPTIONS = PlantedOptions.class;

  static String name(PlantedOptions options) {
    return options.getJobName();
  }
}
