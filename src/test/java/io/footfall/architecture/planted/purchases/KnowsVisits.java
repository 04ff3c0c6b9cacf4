package io.footfall.architecture.planted.purchases;

/** Breaks a rule, so that the rule can be seen to catch it. */
public final class KnowsVisits {
  private KnowsVisits() {}

  static final Class<?> VISITS = io.footfall.architecture.planted.visits.KnowsPurchases.class;
}
