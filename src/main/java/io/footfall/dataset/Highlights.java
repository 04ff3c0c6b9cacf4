package io.footfall.dataset;

import java.io.Serializable;
import java.util.List;

/** The few rows and totals that a console or a mail shows. They are in {@code run.json} too. */
public interface Highlights extends Serializable {
  /** Returns the title of the rows, such as {@code most visited URLs}. */
  String title();

  /** Returns the columns of the rows. */
  List<Column> columns();

  /**
   * Returns the rows, best first, each with a value per column.
   *
   * @param firstRows the first rows of the first table, as many as {@link Summary#rows} asks for
   * @param candidates the {@link Partition#candidates} of all partitions, in no order
   */
  List<List<String>> rows(List<byte[]> firstRows, List<byte[]> candidates);

  /** Returns the names of the totals that a person wants to see, in order. */
  List<String> totals();

  /**
   * A column.
   *
   * @param name its heading
   * @param number whether its values are numbers to compare, rather than names, dates or ids
   */
  record Column(String name, boolean number) {}
}
