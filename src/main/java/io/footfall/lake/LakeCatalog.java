package io.footfall.lake;

import io.footfall.parquet.ParquetSchema;
import java.io.IOException;
import java.io.Serializable;

/**
 * A catalog of another system, which lists the live files of a lake as one table per dataset. The
 * seals decide what the lake contains; the table follows.
 */
public interface LakeCatalog extends Serializable {

  /**
   * Makes the table of a dataset list the files of the seals, in one atomic step. A table that
   * already lists them is left unchanged, so a retry after any failure has the same result.
   *
   * @param schema the columns of the dataset's files
   * @return the difference between the table before and after
   * @throws IOException if the seals or the catalog cannot be read or written
   */
  Registration register(LakeFolder folder, ParquetSchema schema) throws IOException;

  /**
   * The changes made by a registration.
   *
   * @param table the name of the table
   * @param added the number of files added to the table
   * @param removed the number of files removed from it
   */
  record Registration(String table, int added, int removed) {}
}
