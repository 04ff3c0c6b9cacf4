package io.footfall.records;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a dataset.
 *
 * @param dataset name of the dataset, as in the command
 * @param columns the columns; parsers refer to them by index
 * @param either names of columns that are required together, unless {@code or} is present; empty if
 *     there is no alternative
 * @param or names of the columns that can replace {@code either}
 * @param observed columns whose values are stored or observed if the input has them, but not
 *     aggregated
 */
public record RecordSchema(
    String dataset,
    List<ColumnSpec> columns,
    List<String> either,
    List<String> or,
    List<ColumnSpec> observed)
    implements Serializable {

  /** The column of the time of day, for inputs with the date and the time in two columns. */
  public static final String TIME_OF_DAY = "time_of_day";

  /** Maximum bytes of a text in an observed column. A longer text is treated as absent. */
  public static final int LONGEST_OBSERVED = 16_384;

  /** Returns a schema without alternative columns. */
  public static RecordSchema of(String dataset, List<ColumnSpec> columns) {
    return new RecordSchema(dataset, columns, List.of(), List.of(), List.of());
  }

  /** Returns the index of the column with this name, or -1. */
  public int indexOf(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Returns this schema with the columns that the settings add after those of the dataset: observed
   * columns, those of conditions and keys, and the time of day if it has its own column.
   */
  public RecordSchema with(ReadSettings settings) {
    List<ColumnSpec> all = new ArrayList<>(columns);
    observed.stream().filter(column -> !all.contains(column)).forEach(all::add);
    if (indexOf(TIME_OF_DAY) < 0
        && (settings.mapping().containsKey(TIME_OF_DAY)
            || settings.positions().contains(TIME_OF_DAY))) {
      all.add(ColumnSpec.required(TIME_OF_DAY, "a time such as 10:05 or 10:05:00"));
    }
    RecordSchema extended = new RecordSchema(dataset, all, either, or, observed);
    for (Condition condition : settings.selection().conditions()) {
      extended = extended.withNamed(condition.column(), settings);
    }
    for (String name : settings.selection().key()) {
      extended = extended.withNamed(name, settings);
    }
    return extended;
  }

  /** Returns whether a record with an invalid value of this column is rejected. */
  public boolean needs(int column) {
    return !observed.contains(columns.get(column));
  }

  /** Returns this schema with a column that the input must have. */
  private RecordSchema withNamed(String name, ReadSettings settings) {
    int index = indexAnsweringTo(name, settings);
    if (index >= 0 && needs(index)) {
      return this;
    }
    List<ColumnSpec> all = new ArrayList<>(columns);
    List<ColumnSpec> others = new ArrayList<>(observed);
    if (index >= 0) {
      ColumnSpec found = columns.get(index);
      others.remove(found);
      all.set(index, new ColumnSpec(found.name(), found.type(), true, false, found.synonyms()));
    } else {
      all.add(ColumnSpec.required(name, "text"));
    }
    return new RecordSchema(dataset, all, either, or, others);
  }

  /** Returns the index of the column that the input has under a name, or -1. */
  int indexAnsweringTo(String name, ReadSettings settings) {
    for (int i = 0; i < columns.size(); i++) {
      String mapped = settings.mapping().get(columns.get(i).name());
      if (mapped != null && mapped.strip().equalsIgnoreCase(name.strip())) {
        return i;
      }
    }
    for (int i = 0; i < columns.size(); i++) {
      ColumnSpec column = columns.get(i);
      boolean mapped = settings.mapping().containsKey(column.name());
      if (mapped ? column.isNamed(name) : column.answersTo(name)) {
        return i;
      }
    }
    return -1;
  }
}
