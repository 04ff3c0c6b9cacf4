package io.footfall.lake;

import io.footfall.parquet.ParquetSchema;
import java.io.IOException;
import java.io.Serializable;

/**
 * A catalog of another system, in which the live files of a lake are a table per dataset. The seals
 * decide what the lake contains; the table follows.
 */
public interface LakeCatalog extends Serializable {

  /**
   * Brings the table of a dataset to the files that the seals list, in one step that readers of the
   * table see completely or not at all. A table that lists them already is left as it is, so a
   * retry after any failure ends with the same result.
   *
   * @param schema the columns of the dataset's files
   * @return what the table did not list, and what it no longer lists
   * @throws IOException if the seals or the catalog cannot be read or written
   */
  Registration register(LakeFolder folder, ParquetSchema schema) throws IOException;

  /**
   * The difference that a registration made.
   *
   * @param table the name of the table
   * @param added the number of files that the table lists since
   * @param removed the number of files that it no longer lists
   */
  record Registration(String table, int added, int removed) {}
}
