package io.footfall.dataset;

import java.io.Serializable;
import java.util.List;

/** The few rows and totals that the console shows. They are also in {@code run.json}. */
public interface Highlights extends Serializable {
  /** Returns the title of the rows, such as {@code most visited URLs}. */
  String title();

  /** Returns the columns of the rows. */
  List<Column> columns();

  /**
   * Returns the rows, highest-ranked first, each with a value per column.
   *
   * @param firstRows the first rows of the first table, as many as {@link Summary#rows} asks for
   * @param candidates the {@link Partition#candidates} of all partitions, in no order
   */
  List<List<String>> rows(List<byte[]> firstRows, List<byte[]> candidates);

  /** Returns the names of the totals to show, in order. */
  List<String> totals();

  /**
   * A column.
   *
   * @param name its heading
   * @param number whether its values are quantities rather than names, dates or IDs
   */
  record Column(String name, boolean number) {}
}
