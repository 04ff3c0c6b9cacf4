package io.footfall.parquet;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.SchemaElement;

/**
 * The columns of a file, flat and in order.
 *
 * @param name what a row is
 * @param columns its columns
 */
public record ParquetSchema(String name, List<ParquetColumn> columns) implements Serializable {
  /** Copies the list. */
  public ParquetSchema {
    columns = List.copyOf(columns);
  }

  /**
   * Returns the index of a column by its name, counted from 0.
   *
   * @throws IllegalArgumentException if none has
   */
  public int indexOf(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no column " + column + " in " + name);
  }

  List<SchemaElement> elements() {
    List<SchemaElement> elements = new ArrayList<>();
    SchemaElement root = new SchemaElement(name);
    root.setNum_children(columns.size());
    elements.add(root);
    columns.forEach(column -> elements.add(column.element()));
    return elements;
  }
}
