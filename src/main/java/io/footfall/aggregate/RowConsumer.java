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

  /** Returns a consumer that gives each row to this one, and then to another. */
  default RowConsumer<R> and(RowConsumer<? super R> next) {
    return row -> {
      add(row);
      next.add(row);
    };
  }
}
