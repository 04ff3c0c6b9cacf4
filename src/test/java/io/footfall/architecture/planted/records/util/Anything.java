package io.footfall.architecture.planted.records.util;

/** Breaks a rule, so that the rule can be seen to catch it. */
public final class Anything {
  private Anything() {}
}
