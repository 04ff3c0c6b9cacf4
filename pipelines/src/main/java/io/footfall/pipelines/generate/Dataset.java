package io.footfall.pipelines.generate;

/** What can be generated. */
enum Dataset {
  /** Page views. */
  VISITS,
  /** Order lines. */
  PURCHASES
}
