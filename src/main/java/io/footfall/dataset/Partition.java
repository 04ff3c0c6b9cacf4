package io.footfall.dataset;

import io.footfall.bytes.ByteInput;
import io.footfall.table.RunWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The merged partials of one partition. */
public interface Partition {
  /** Merges entries of the aggregate with this index. */
  void merge(int aggregate, ByteInput entries);

  /**
   * Writes the partition's rows, sorted.
   *
   * @param tables returns the writer of the table with this index; called once for each table that
   *     has a row
   */
  void writeRows(IntFunction<RunWriter> tables);

  /** Returns sums over this partition, which are added up over all partitions. */
  Map<String, BigDecimal> totals();

  /**
   * Returns the rows of this partition, as CSV, that are candidates for the highlights. Valid after
   * {@link #writeRows}.
   */
  List<byte[]> candidates();

  /**
   * Returns an empty partition, which may reuse the memory of this one. This one must not be used
   * again; what it has written stays valid.
   */
  Partition next();
}
