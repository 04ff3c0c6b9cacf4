package io.footfall.aggregate;

/**
 * Receives rows one at a time.
 *
 * @param <R> the row
 */
@FunctionalInterface
public interface RowConsumer<R> {

  /** Adds a row. The caller reuses the row, so copy what you keep. */
  void add(R row);

  /** Returns a consumer that passes each row to this one, then to another. */
  default RowConsumer<R> and(RowConsumer<? super R> next) {
    return row -> {
      add(row);
      next.add(row);
    };
  }
}
