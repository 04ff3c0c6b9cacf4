package io.footfall.dataset;

import io.footfall.bytes.ByteOutput;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** A file that summarizes the tables of a report. */
public interface Summary extends Serializable {
  /** Returns the file's name. */
  String fileName();

  /** Returns the types of its columns, in order. */
  List<Content> contents();

  /** Returns the number of rows of the first table that the summary needs. */
  int rows();

  /** Writes the file's content. */
  void write(Map<String, BigDecimal> totals, List<byte[]> firstRows, ByteOutput out);

  /** The type of a column's values. */
  enum Content {
    /** Text, which may be empty. */
    TEXT,
    /** A number. */
    NUMBER,
    /** A JSON object. */
    OBJECT
  }
}
