package io.footfall.transforms.aggregate;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.bytes.ByteInput;
import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * What is folded over the elements of a collection, and what is made of it.
 *
 * @param <T> the element
 * @param <R> the row that aggregates add
 * @param <OutT> what comes out
 */
public interface Aggregation<T, R, OutT> extends Serializable {

  /** A new row, to be filled again for every element. */
  R row();

  /** Puts an element into a row. */
  void fill(R row, T element);

  /**
   * New aggregates that fold rows.
   *
   * @param writers gives the writer for the aggregate of this index
   * @param maxMemory how many bytes each may hold before it sends partials
   */
  List<Aggregate<R>> folding(IntFunction<PartialWriter> writers, long maxMemory);

  /** New aggregates that merge the partials of one partition. */
  Merging<OutT> merging();

  /**
   * Merges partials, and makes results of them.
   *
   * @param <OutT> what comes out
   */
  interface Merging<OutT> {
    /** Merges entries of the aggregate with this index. */
    void merge(int aggregate, ByteInput entries);

    /** Gives the results of all that was merged. */
    void results(Consumer<OutT> to);
  }
}
