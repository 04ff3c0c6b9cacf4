package io.footfall.pipelines.console;

/**
 * The style of tables.
 *
 * @param hasBorders whether they have borders and types
 * @param width maximum width in characters
 * @param style the colors
 */
public record TableLook(boolean hasBorders, int width, Style style) {
  private static final int COLUMNS_OF_A_TERMINAL = 80;

  /** Plain text of any width. */
  public static final TableLook PLAIN = new TableLook(false, Integer.MAX_VALUE, Style.PLAIN);

  /** Returns the look for standard output: borders and colors on a terminal. */
  public static TableLook ofOutput() {
    return ofOutput(Integer.MAX_VALUE);
  }

  /**
   * Returns the look for standard output: borders and colors on a terminal.
   *
   * @param elsewhere maximum width without a terminal
   */
  static TableLook ofOutput(int elsewhere) {
    // Set by the launcher, because Java cannot detect it.
    return Boolean.getBoolean("footfall.terminal")
        ? new TableLook(
            true, Integer.getInteger("footfall.columns", COLUMNS_OF_A_TERMINAL), Style.ofOutput())
        : new TableLook(false, elsewhere, Style.PLAIN);
  }

  /** Returns a look that shows every column. */
  public TableLook withAllColumns() {
    return new TableLook(hasBorders, Integer.MAX_VALUE, style);
  }

  /** Returns a copy with borders, or without. */
  public TableLook withBorders(boolean borders) {
    return new TableLook(borders, width, style);
  }
}
