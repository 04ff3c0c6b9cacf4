package io.footfall.table;

import io.footfall.aggregate.KeyTable.SliceOrder;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of a report.
 *
 * @param name the file's name without its ending
 * @param columns its columns, in order
 * @param keyField index of the field that decides between rows with equal sort keys
 * @param ties its order
 */
public record Table(String name, List<Column> columns, int keyField, TieOrder ties)
    implements Serializable {

  /** The type of a column's values. */
  public enum Type {
    /** Text that is not empty. */
    TEXT,
    /** {@code YYYY-MM-DD}. */
    DATE,
    /** A whole number. */
    INTEGER,
    /** An exact decimal. */
    DECIMAL
  }

  /**
   * A column.
   *
   * @param name as in the header
   * @param type the type of its values
   * @param isKey whether it is part of the key of a row
   */
  public record Column(String name, Type type, boolean isKey) implements Serializable {}

  /** Returns a column that identifies a row. */
  public static Column key(String name, Type type) {
    return new Column(name, type, true);
  }

  /** Returns a column with a result. */
  public static Column value(String name, Type type) {
    return new Column(name, type, false);
  }

  /** Returns the key columns of a CSV row as one text, unique per key. */
  public String keyOf(String row) {
    List<String> values = CsvRow.texts(row.getBytes(StandardCharsets.UTF_8), columns.size());
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).isKey()) {
        key.append(values.get(i)).append('\0');
      }
    }
    return key.toString();
  }

  /** Returns the header line of a file, without a line break. */
  public String header() {
    return columns.stream().map(Column::name).collect(Collectors.joining(","));
  }

  /** A {@link SliceOrder} that is serializable. */
  @FunctionalInterface
  public interface TieOrder extends SliceOrder, Serializable {}
}
