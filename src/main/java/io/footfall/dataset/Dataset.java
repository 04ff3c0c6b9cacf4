package io.footfall.dataset;

import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Answers every question about its data. Everything that is shared (reading, shuffling, merging,
 * writing, accounting, lake, queries, warehouse) is written against this interface and names no
 * dataset. {@link Datasets} lists the implementations.
 *
 * @param <R> the row
 */
public interface Dataset<R> extends Records<R>, Aggregates<R>, ReportTables {

  /** Returns the name: of the command, and in every directory, file and table. */
  default String name() {
    return schema().dataset();
  }

  /** Returns the zone of days, and of timestamps without an offset. */
  ZoneId zone();

  /** Returns the description of its command, one imperative sentence for help. */
  String description();

  /** Returns the names of the files that hold its report, in the order of their importance. */
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

  /** Returns the length of a stream's windows by default, as in {@code --window}. */
  String window();

  /** Returns the column whose value selects the shard or partition of a message. */
  String messageKey();

  /** Returns the names of the options for reading that have no effect on its columns. */
  default Set<String> unusedOptions() {
    return Set.of();
  }
}
