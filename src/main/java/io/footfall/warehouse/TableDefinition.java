package io.footfall.warehouse;

import io.footfall.parquet.ParquetColumn.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A table of the warehouse, independent of the database.
 *
 * @param name its name
 * @param columns its columns, in order
 * @param primaryKey the columns that a database with unique indexes checks; may be empty
 * @param distribution the column by which Redshift distributes the rows; empty for a small table,
 *     which is copied to every node
 * @param sorting the columns that Redshift sorts by
 * @param indexes the indexes of PostgreSQL
 */
record TableDefinition(
    String name,
    List<Column> columns,
    List<String> primaryKey,
    Optional<String> distribution,
    List<String> sorting,
    List<Index> indexes) {

  /**
   * A column.
   *
   * @param name its name
   * @param kind the type of its values
   * @param nullable whether a value may be absent
   * @param maxBytes the maximum length of a text
   */
  record Column(String name, Kind kind, boolean nullable, int maxBytes) {
    static Column text(String name, int maxBytes) {
      return new Column(name, Kind.TEXT, false, maxBytes);
    }

    static Column of(String name, Kind kind) {
      return new Column(name, kind, false, 0);
    }
  }

  /**
   * An index.
   *
   * @param column the column
   * @param isHash whether this is a hash index, which supports only equality, but values of any
   *     length
   */
  record Index(String column, boolean isHash) {}

  /** Returns the CREATE TABLE statement without the parenthesis that closes the list of columns. */
  String create(String schema, Dialect dialect) {
    int nameWidth = columns.stream().mapToInt(c -> quoted(c).length()).max().orElse(0);
    int typeWidth = columns.stream().mapToInt(c -> dialect.type(c).length()).max().orElse(0);
    return "CREATE TABLE IF NOT EXISTS "
        + SqlName.quoted(schema)
        + "."
        + SqlName.quoted(name)
        + " (\n"
        + columns.stream()
            .map(c -> "  " + padded(quoted(c), nameWidth) + " " + type(c, dialect, typeWidth))
            .collect(Collectors.joining(",\n"));
  }

  private static String type(Column column, Dialect dialect, int width) {
    String type = dialect.type(column);
    return column.nullable() ? type : padded(type, width) + " NOT NULL";
  }

  private static String quoted(Column column) {
    return SqlName.quoted(column.name());
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
