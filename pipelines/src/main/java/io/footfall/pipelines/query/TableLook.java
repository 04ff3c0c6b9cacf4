package io.footfall.pipelines.query;

import io.footfall.pipelines.console.Style;

/**
 * How tables look.
 *
 * @param hasBorders whether they have borders and types
 * @param width maximum width in characters, which only a terminal has
 * @param style the colors
 */
record TableLook(boolean hasBorders, int width, Style style) {
  private static final int COLUMNS_OF_A_TERMINAL = 80;

  /** Plain text, as wide as it is. */
  static final TableLook PLAIN = new TableLook(false, Integer.MAX_VALUE, Style.PLAIN);

  /** Returns the look for standard output: borders and colors on a terminal. */
  static TableLook ofOutput() {
    return Boolean.getBoolean("footfall.terminal")
        ? new TableLook(
            true, Integer.getInteger("footfall.columns", COLUMNS_OF_A_TERMINAL), Style.ofOutput())
        : PLAIN;
  }

  /** Returns a look that leaves no column out. */
  TableLook withAllColumns() {
    return new TableLook(hasBorders, Integer.MAX_VALUE, style);
  }

  TableLook withBorders(boolean borders) {
    return new TableLook(borders, width, style);
  }
}
