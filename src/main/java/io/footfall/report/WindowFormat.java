package io.footfall.report;

/** The format of the tables and the summary of a window. */
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

  /** Returns the extension of the files, with the dot. */
  public String ending() {
    return ending;
  }

  /**
   * Returns the name of a file in this format.
   *
   * @param csvName its name as CSV
   */
  String fileName(String csvName) {
    return csvName.substring(0, csvName.length() - CSV.ending.length()) + ending;
  }
}
