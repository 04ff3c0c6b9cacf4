package io.footfall.pipelines.generate;

/** Makes the rows of one dataset; used by several threads at once, so it holds no state. */
interface RowGenerator {

  /** The header line. */
  byte[] header();

  /** Adds {@code rows} rows to an empty chunk, the first being number {@code first} of the file. */
  void fill(Chunk chunk, long first, int rows);
}
