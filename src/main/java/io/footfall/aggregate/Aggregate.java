package io.footfall.aggregate;

import io.footfall.bytes.ByteInput;

/**
 * A commutative monoid over rows. It starts empty, adds rows, and merges packed partials of other
 * instances. Any split and any order produce the same result. The same class folds rows where they
 * are read and merges partials after the shuffle.
 *
 * <p>A folding aggregate can emit partials at any time, to bound its memory or because its hash
 * table combines too few rows, and then drops the emitted entries. Not thread-safe.
 *
 * @param <R> the row
 */
public interface Aggregate<R> extends RowConsumer<R> {

  /** Adds the entries that another instance has packed. */
  void merge(ByteInput entries);

  /** Emits everything to the writer given at construction, and clears itself. */
  void drain();

  /** Returns the number of bytes held. */
  long memory();
}
