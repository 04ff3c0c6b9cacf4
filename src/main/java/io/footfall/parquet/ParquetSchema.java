package io.footfall.parquet;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.SchemaElement;

/**
 * The columns of a file, flat and in order. A later version of a schema adds nullable columns at
 * the end, so that it can read the files of earlier versions.
 *
 * @param name the name of a row's type
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
   * @throws IllegalArgumentException if there is no such column
   */
  public int indexOf(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no column " + column + " in " + name);
  }

  /**
   * Returns the number of these columns that a file has. An earlier version may have written it
   * without the last ones, whose values are absent then.
   *
   * @param found the schema of the file
   * @return 0 if it has other columns
   */
  int presentIn(List<SchemaElement> found) {
    int present = found.size() - 1;
    return present > 0
            && present <= columns.size()
            && columns.subList(present, columns.size()).stream().allMatch(ParquetColumn::nullable)
            && found.equals(new ParquetSchema(name, columns.subList(0, present)).elements())
        ? present
        : 0;
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
