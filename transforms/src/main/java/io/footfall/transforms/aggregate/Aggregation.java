package io.footfall.transforms.aggregate;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.bytes.ByteInput;
import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Folds the elements of a collection and creates the results.
 *
 * @param <T> the element
 * @param <R> the row that aggregates consume
 * @param <OutT> the result
 */
public interface Aggregation<T, R, OutT> extends Serializable {

  /** Returns a new row, which is reused for every element. */
  R row();

  /** Copies an element to a row. */
  void fill(R row, T element);

  /**
   * Returns new aggregates that fold rows.
   *
   * @param writers returns the writer for the aggregate with an index
   * @param maxMemory maximum number of bytes that each holds before it emits partials
   */
  List<Aggregate<R>> folding(IntFunction<PartialWriter> writers, long maxMemory);

  /** Returns new aggregates that merge the partials of one partition. */
  Merging<OutT> merging();

  /**
   * Merges partials into results.
   *
   * @param <OutT> the result
   */
  interface Merging<OutT> {
    /** Returns a merge of a single aggregate. */
    static <OutT> Merging<OutT> of(Consumer<ByteInput> merge, Consumer<Consumer<OutT>> results) {
      return new Merging<>() {
        @Override
        public void merge(int aggregate, ByteInput entries) {
          merge.accept(entries);
        }

        @Override
        public void results(Consumer<OutT> to) {
          results.accept(to);
        }
      };
    }

    /** Merges entries of the aggregate with this index. */
    void merge(int aggregate, ByteInput entries);

    /** Emits the results of everything merged. */
    void results(Consumer<OutT> to);
  }
}
