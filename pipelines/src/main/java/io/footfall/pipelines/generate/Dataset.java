package io.footfall.pipelines.generate;

/** A dataset that can be generated. */
enum Dataset {
  /** Page views. */
  VISITS,
  /** Order lines. */
  PURCHASES
}
