package io.footfall.pipelines.console;

/**
 * How tables are printed.
 *
 * @param hasBorders whether they have borders, with the types of the columns below their names
 * @param width maximum width in characters; columns that do not fit are left out
 * @param style the colors
 */
public record TableStyle(boolean hasBorders, int width, Style style) {
  private static final int COLUMNS_OF_A_TERMINAL = 80;

  /** Plain text of any width. */
  public static final TableStyle PLAIN = new TableStyle(false, Integer.MAX_VALUE, Style.PLAIN);

  /** Returns the style for standard output: borders and colors on a terminal. */
  public static TableStyle ofOutput() {
    return ofOutput(Integer.MAX_VALUE);
  }

  /**
   * Returns the style for standard output: borders and colors on a terminal.
   *
   * @param elsewhere maximum width without a terminal
   */
  static TableStyle ofOutput(int elsewhere) {
    // Set by the launcher, because Java cannot detect it.
    return Boolean.getBoolean("footfall.terminal")
        ? new TableStyle(
            true, Integer.getInteger("footfall.columns", COLUMNS_OF_A_TERMINAL), Style.ofOutput())
        : new TableStyle(false, elsewhere, Style.PLAIN);
  }

  /** Returns a copy that shows every column. */
  public TableStyle withAllColumns() {
    return new TableStyle(hasBorders, Integer.MAX_VALUE, style);
  }

  /** Returns a copy with borders, or without. */
  public TableStyle withBorders(boolean borders) {
    return new TableStyle(borders, width, style);
  }
}
