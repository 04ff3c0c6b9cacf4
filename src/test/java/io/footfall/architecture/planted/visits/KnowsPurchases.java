package io.footfall.architecture.planted.visits;

/** Breaks a rule, so that the rule can be seen to catch it. */
public final class KnowsPurchases {
  private KnowsPurchases() {}

  static final Class<?> PURCHASES = io.footfall.architecture.planted.purchases.KnowsVisits.class;
}
