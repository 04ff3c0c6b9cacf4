package io.footfall.aggregate;

/**
 * Takes rows one at a time.
 *
 * @param <R> the row
 */
@FunctionalInterface
public interface RowConsumer<R> {

  /** Adds a row. The row is reused by the caller: what is kept of it must be copied. */
  void add(R row);
}
