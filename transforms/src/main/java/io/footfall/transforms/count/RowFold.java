package io.footfall.transforms.count;

import io.footfall.aggregate.Aggregate;
import io.footfall.aggregate.PartialWriter;
import io.footfall.aggregate.RowConsumer;
import io.footfall.dataset.Dataset;
import java.util.ArrayList;
import java.util.List;

/**
 * Folds the valid rows of a bundle: in one window over all time, or in windows ({@link
 * WindowedRows}). Not thread-safe.
 *
 * @param <R> the row
 */
interface RowFold<R> {

  /** Receives packed partials. */
  @FunctionalInterface
  interface Sink {
    /** Receives a chunk for a partition. */
    void accept(int partition, byte[] chunk);
  }

  /** Returns the consumer for the rows of a source. */
  RowConsumer<R> rows(String source);

  /** Counts a row of the current source that is left out because it repeats another one. */
  void leaveOut(R row);

  /** Emits everything that is buffered. */
  void finish();

  /** Returns a fold into one window over all time. */
  static <R> RowFold<R> ofAllTime(
      Dataset<R> dataset, int partitions, long maxMemory, Sink partials) {
    List<PartialWriter> writers = new ArrayList<>();
    List<Aggregate<R>> aggregates =
        dataset.folding(
            aggregate -> {
              PartialWriter writer =
                  new PartialWriter(aggregate, partitions, Long.MAX_VALUE, partials::accept);
              writers.add(writer);
              return writer;
            },
            maxMemory);
    // A chain instead of a list: each link calls at most two classes, so the JIT compiler can
    // inline it.
    RowConsumer<R> first = aggregates.get(0);
    for (Aggregate<R> next : aggregates.subList(1, aggregates.size())) {
      first = first.and(next);
    }
    RowConsumer<R> all = first;
    return new RowFold<>() {
      @Override
      public RowConsumer<R> rows(String source) {
        return all;
      }

      @Override
      public void leaveOut(R row) {
        // The accounting of the source already counts it.
      }

      @Override
      public void finish() {
        aggregates.forEach(Aggregate::drain);
        writers.forEach(PartialWriter::finish);
      }
    };
  }
}
