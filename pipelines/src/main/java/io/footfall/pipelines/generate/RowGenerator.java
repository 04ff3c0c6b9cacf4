package io.footfall.pipelines.generate;

/** Generates the rows of one dataset. Stateless and thread-safe. */
interface RowGenerator {

  /** Returns the header line. */
  byte[] header();

  /**
   * Appends {@code rows} rows to an empty chunk; {@code first} is the number of the first row in
   * the file.
   */
  void fill(Chunk chunk, long first, int rows);
}
