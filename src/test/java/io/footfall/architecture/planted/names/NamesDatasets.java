package io.footfall.architecture.planted.names;

import java.util.List;

/** Shared code that names visits and purchases; this comment is not one of the violations. */
final class NamesDatasets {
  private static final String DATASET = "visits";

  private NamesDatasets() {}

  static String help(List<String> allPurchases, int lastVisit) {
    // Nor is this one about visits.
    return DATASET + " reads purchases or nothing".strip() + allPurchases + lastVisit;
  }

  static String query() {
    return "SELECT * FROM url_stats";
  }
}
