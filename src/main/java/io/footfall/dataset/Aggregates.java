package io.footfall.dataset;

import io.footfall.accounting.SourceCounts;
import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The aggregates over the rows of a dataset.
 *
 * @param <R> the row
 */
public interface Aggregates<R> extends Serializable {

  /**
   * Returns new aggregates that fold rows.
   *
   * @param writers returns the writer for the aggregate with this index
   * @param maxMemory the maximum number of bytes that each aggregate holds
   */
  List<Aggregate<R>> folding(IntFunction<PartialWriter> writers, long maxMemory);

  /** Returns new aggregates that merge the partials of one partition. */
  Partition merging();

  /**
   * Checks totals that must agree, in addition to the accounting itself.
   *
   * @param totals the sums over all partitions of {@link Partition#totals}
   * @return a description of the contradiction, if there is one
   */
  Optional<String> contradiction(Map<String, BigDecimal> totals, SourceCounts counts);
}
