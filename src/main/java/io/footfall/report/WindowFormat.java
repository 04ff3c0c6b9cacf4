package io.footfall.report;

/** How the tables and the summary in the folder of a window are written. */
public enum WindowFormat {
  /** RFC 4180, as in a report of files. */
  CSV(".csv"),
  /**
   * JSON Lines: an object per row, with the names of the columns; numbers are JSON numbers with all
   * their digits.
   */
  JSON(".jsonl");

  private final String ending;

  WindowFormat(String ending) {
    this.ending = ending;
  }

  /** How the names of the files end. */
  public String ending() {
    return ending;
  }

  /**
   * The name of a file in this format.
   *
   * @param csvName its name as CSV
   */
  String fileName(String csvName) {
    return csvName.substring(0, csvName.length() - CSV.ending.length()) + ending;
  }
}
