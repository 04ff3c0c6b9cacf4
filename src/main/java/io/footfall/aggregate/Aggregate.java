package io.footfall.aggregate;

import io.footfall.bytes.ByteInput;

/**
 * A commutative monoid over rows: empty at first, rows are added, packed partials of other
 * instances are merged, in any split and any order, with the same result. The same class folds rows
 * where they are read and merges partials behind the shuffle.
 *
 * <p>An aggregate that folds may send partials at any time, to keep its memory bounded or because
 * its table does not pay; what it has sent it has forgotten. Not thread-safe.
 *
 * @param <R> the row
 */
public interface Aggregate<R> extends RowConsumer<R> {

  /** Adds what another instance has packed. */
  void merge(ByteInput entries);

  /** Sends all that is held to the writer given at construction, and forgets it. */
  void drain();

  /** How many bytes are held. */
  long memory();
}
