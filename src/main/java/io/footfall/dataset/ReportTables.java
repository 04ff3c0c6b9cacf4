package io.footfall.dataset;

import io.footfall.table.Table;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** What a report of a dataset consists of. */
public interface ReportTables extends Serializable {

  /** Returns the tables, the main one first. */
  List<Table> tables();

  /** Returns the file next to the tables that summarizes them, if there is one. */
  Optional<Summary> summary();

  /** Returns what a person wants to see of the report first. */
  Highlights highlights();
}
