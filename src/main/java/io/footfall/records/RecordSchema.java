package io.footfall.records;

import java.io.Serializable;
import java.util.List;

/**
 * The columns of a dataset.
 *
 * @param dataset its name, as in the command
 * @param columns the columns; a record parser refers to them by their index here
 * @param either names of columns that must be there together, unless {@code or} is; empty if there
 *     is no such choice
 * @param or names of the columns that may stand in for {@code either}
 */
public record RecordSchema(
    String dataset, List<ColumnSpec> columns, List<String> either, List<String> or)
    implements Serializable {

  /** A schema without a choice. */
  public static RecordSchema of(String dataset, List<ColumnSpec> columns) {
    return new RecordSchema(dataset, columns, List.of(), List.of());
  }

  /** The index of the column with this name, or -1. */
  public int indexOf(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
