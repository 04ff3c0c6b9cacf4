package io.footfall.dataset;

import io.footfall.table.Table;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** The tables of a dataset's report. */
public interface ReportTables extends Serializable {

  /** Returns the tables, the main one first. */
  List<Table> tables();

  /** Returns the file next to the tables that summarizes them, if there is one. */
  Optional<Summary> summary();

  /** Returns the rows of the report that the console shows. */
  Highlights highlights();
}
