package io.footfall.dataset;

import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.bytes.ByteInput;
import io.footfall.bytes.ByteOutput;
import io.footfall.records.RecordParser;
import io.footfall.records.RecordSchema;
import io.footfall.table.RunWriter;
import io.footfall.table.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What a dataset brings along: how its records are read, which aggregates are folded over them,
 * which tables come out. All that is shared (reading, shuffling, merging, writing, accounting) is
 * written against this and knows no dataset.
 *
 * @param <R> the row
 */
public interface Dataset<R> extends Serializable {

  /** The columns. */
  RecordSchema schema();

  /** A new parser. */
  RecordParser<R> parser();

  /** A new row for the parser to fill. */
  R row();

  /** When the record of a row happened, in microseconds since the epoch. */
  long epochMicros(R row);

  /** All that aggregates see of a record, as a text: equal for records that count the same. */
  String identity(R row);

  /**
   * Writes by what a record is known when it comes again: an id of its own if the dataset has one,
   * else all that is counted of it. The same for one record in whatever format it is written.
   *
   * @return false, and nothing is written, if the record does not say: it is then like no other
   */
  boolean deduplicationKey(R row, ByteOutput out);

  /** Writes a row, for {@link #unpack}. */
  void pack(R row, ByteOutput out);

  /** Reads what {@link #pack} wrote. The row's slices are in the input's array, with its slack. */
  void unpack(ByteInput in, R row);

  /** What the lake keeps of a record. */
  LakeTable<R> lake();

  /**
   * New aggregates that fold rows.
   *
   * @param writers gives the writer for the aggregate of this index
   * @param maxMemory how many bytes each may hold
   */
  List<Aggregate<R>> folding(IntFunction<PartialWriter> writers, long maxMemory);

  /** New aggregates that merge the partials of one partition. */
  Partition merging();

  /** The tables of the report. */
  List<Table> tables();

  /**
   * Checks totals that must agree, beyond the accounting itself.
   *
   * @param totals the sums of what the partitions reported
   * @return what is wrong, if something is
   */
  Optional<String> contradiction(Map<String, BigDecimal> totals, SourceCounts counts);

  /**
   * The file beside the tables that sums them up, if there is one: its name, and how many first
   * rows of the first table it needs.
   */
  Optional<Summary> summary();

  /** What a person wants to see of the report first. */
  Highlights highlights();

  /** The partials of one partition, merged. */
  interface Partition {
    /** Merges entries of the aggregate with this index. */
    void merge(int aggregate, ByteInput entries);

    /**
     * Writes the partition's rows, sorted. The writer of a table is made at the first call for it.
     */
    void writeRows(IntFunction<RunWriter> tables);

    /** Sums over this partition, which are added up over all of them. */
    Map<String, BigDecimal> totals();

    /**
     * The rows of this partition, as CSV, that may be among the highlights. Asked for after {@link
     * #writeRows}.
     */
    List<byte[]> candidates();
  }

  /**
   * A column of the highlights.
   *
   * @param name for a person
   * @param number whether its values are numbers to compare, rather than names, dates or ids
   */
  record Column(String name, boolean number) {}

  /** The few rows and totals that a console or a mail shows. They are in {@code run.json} too. */
  interface Highlights extends Serializable {
    /** What the rows are, such as {@code most visited URLs}. */
    String title();

    /** The columns of the rows. */
    List<Column> columns();

    /**
     * The rows, best first, each with a value per column.
     *
     * @param firstRows the first rows of the first table, as many as {@link Summary#rows} says
     * @param candidates what the partitions named, in no order
     */
    List<List<String>> rows(List<byte[]> firstRows, List<byte[]> candidates);

    /** The names of the totals that a person wants to see, in order. */
    List<String> totals();
  }

  /** A file that sums the tables up. */
  interface Summary extends Serializable {
    /** The file's name. */
    String fileName();

    /** What the values of its columns are, in their order. */
    List<Content> contents();

    /** How many first rows of the first table are needed. */
    int rows();

    /** Writes the file's content. */
    void write(Map<String, BigDecimal> totals, List<byte[]> firstRows, ByteOutput out);

    /** What the values of a column are. */
    enum Content {
      /** Text, which may be empty. */
      TEXT,
      /** A number. */
      NUMBER,
      /** A JSON object. */
      OBJECT
    }
  }
}
