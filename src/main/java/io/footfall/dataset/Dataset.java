package io.footfall.dataset;

import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Defines a dataset: its records, aggregates, report tables, lake and warehouse layout. All shared
 * code (reading, shuffling, merging, writing, accounting, lake, queries, warehouse) uses this
 * interface and names no dataset. {@link Datasets} lists the implementations.
 *
 * @param <R> the row
 */
public interface Dataset<R> extends Records<R>, Aggregates<R>, ReportTables {

  /**
   * Returns the name, which is also used for the command and in directory, file and table names.
   */
  default String name() {
    return schema().dataset();
  }

  /** Returns the time zone in which days begin and timestamps without an offset are interpreted. */
  ZoneId zone();

  /** Returns the description of its command in the help text, one imperative sentence. */
  String description();

  /** Returns the names of the report files, most important first. */
  default List<String> reportFiles() {
    return Stream.concat(
            summary().stream().map(Summary::fileName),
            tables().stream().map(table -> table.name() + ".csv"))
        .toList();
  }

  /** Returns how the lake stores a record. */
  LakeTable<R> lake();

  /** Returns the relations that SQL queries see. */
  SqlRelations relations();

  /** Returns how a warehouse stores the records. */
  WarehouseKeys warehouse();

  /** Returns the default window length of a stream, in the syntax of {@code --window}. */
  String window();

  /** Returns the column whose value selects the shard or partition of a message. */
  String messageKey();

  /** Returns the names of the reading options that have no effect on this dataset. */
  default Set<String> unusedOptions() {
    return Set.of();
  }
}
