package io.footfall.pipelines.generate;

import java.io.IOException;
import java.nio.file.Path;

/** The exact answers to what has been generated, kept in arrays by key. */
interface Answers {

  /** Counts the rows of a chunk. */
  void add(Chunk chunk);

  /** Writes the tables, as the reports have to be, into a directory. */
  void write(Path directory) throws IOException;
}
