package io.footfall.pipelines.generate;

import java.io.IOException;
import java.nio.file.Path;

/** The exact answers for the generated rows, in arrays by key. */
interface ExactResults {

  /** Adds the rows of a chunk. */
  void add(Chunk chunk);

  /** Writes the expected report tables into a directory. */
  void write(Path directory) throws IOException;
}
